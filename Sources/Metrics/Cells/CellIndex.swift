/// The place of a cell in every slab: the upper bits choose the chunk, the lower ones the cell in it.
///
/// Only ``CellAllocator`` makes them, always below the slabs' capacity, and runs of cells never cross a chunk: so a
/// slab's entry and a run within a chunk need no bounds check when recording.
@usableFromInline
typealias CellIndex = UInt32
