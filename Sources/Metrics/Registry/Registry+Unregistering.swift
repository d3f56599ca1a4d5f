extension Registry {
    /// Takes out the family, or the callback, of that name (with a counter's `_total`). False when there is none, or a
    /// collector has it, which ``Registration/unregister()`` takes out as a whole.
    ///
    /// ```swift
    /// registry.unregister("pool_size")
    /// ```
    ///
    /// Its children are gone for everybody who registered it. Handles to them, and the family itself, still work, but
    /// record into nothing, which is counted in `nines_metrics_dropped_total{reason="removed"}`: increments by their
    /// amounts, observations, and a gauge or state set once per collection that finds it set. Registered again, the
    /// name begins at 0 with a new created time. Waits for look-ups that are under way, not for holders of handles.
    @discardableResult
    public func unregister(_ name: String) -> Bool {
        let (family, callback) = removeFamily(Array(name.utf8))
        family?.close()
        return family != nil || callback != nil
    }
}
