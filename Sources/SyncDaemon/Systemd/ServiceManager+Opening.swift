import Dispatch
import NIOPosix

extension ServiceManager {
    /// The time that each sign of going on asks for; the next one comes after a third of it.
    private static let time = Duration.seconds(30)
    private static let pause = 10

    /// Runs work that may take long (an older record is brought up to date), on a thread of its own, and meanwhile asks
    /// the service manager for time: from a queue that no task can keep busy.
    func starting<Value: Sendable>(
        _ status: String, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let timer = DispatchSource.makeTimerSource()
        timer.setEventHandler { extend(by: Self.time, status) }
        timer.schedule(deadline: .now() + .seconds(Self.pause), repeating: .seconds(Self.pause))
        extend(by: Self.time, status)
        timer.activate()
        defer { timer.cancel() }
        return try await NIOThreadPool.singleton.runIfActive(work)
    }
}
