import Foundation

/// A real nginx on a port of 127.0.0.1 that a test starts, stops and starts again.
final class Nginx {
    let port: Int
    private let configuration: String
    private let workplace: Workplace
    private var process: ChildProcess?

    init(in workplace: Workplace) throws {
        self.workplace = workplace
        port = try Workplace.freePort()
        let directory = workplace.directory.path()
        configuration = try workplace.write(
            "nginx.conf",
            """
            daemon off;
            master_process off;
            pid \(directory)/nginx.pid;
            error_log stderr;
            events {}
            http {
              access_log off;
              client_body_temp_path \(directory)/body; proxy_temp_path \(directory)/proxy;
              fastcgi_temp_path \(directory)/fastcgi; uwsgi_temp_path \(directory)/uwsgi;
              scgi_temp_path \(directory)/scgi;
              server { listen 127.0.0.1:\(port); location / { return 200 "in stock\\n"; } }
            }
            """)
    }

    func start() throws {
        process = try ChildProcess("nginx", ["-c", configuration, "-p", workplace.directory.path()], in: workplace)
    }

    func stop() async throws {
        process?.signal(15)
        guard try await process?.exitCode() != nil else { throw Unexpected("nginx does not stop") }
        process = nil
    }
}
