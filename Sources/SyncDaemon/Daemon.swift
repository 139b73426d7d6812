import Catalog
import CatalogStore
import ControlAPI
import Foundation
import Glibc
import Logging
import QueryService
import ServiceLifecycle
import UnixSignals

/// The daemon: settings in, then accounts refreshed and questions answered until a signal says stop.
package struct Daemon: Sendable {
    private let settings: Settings
    private let path: String?
    private let places: Places
    private let logger: Logger

    /// - Parameter path: the configuration file that was asked for; read again at a reload.
    package init(settings: Settings, path: String?, places: Places) {
        (self.settings, self.path, self.places) = (settings, path, places)
        let daemon = settings.daemon
        logger = Logger(label: "batchimgd") { _ in
            LineLogHandler(format: daemon.logFormat, logLevel: daemon.logLevel)
        }
    }

    /// How long a stop may take before what is left is cancelled.
    private static let longestStop = Duration.seconds(8)

    /// - Throws: what keeps the daemon from starting.
    package func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        umask(0o027)
        Allocator.prepare()
        Self.raiseDescriptorLimit()
        let manager = ServiceManager()
        try makeFolders()
        let lock = try InstanceLock(database: settings.daemon.database)
        let database = settings.daemon.database
        let store = try await manager.starting("Opening the record; an older one is brought up to date") {
            try Store(path: database)
        }
        let transports = Transports()
        let clock = FrugalClock()
        let signIn = SignIn(transports: transports, clock: clock, now: { .now })
        let health = RecordHealth()
        let metrics = DaemonMetrics(store: store, health: health, tally: SyncTally(), started: .now, now: { .now })
        let socket =
            try ListeningSocket.handedOver(ProcessInfo.processInfo.environment) ?? ListeningSocket(settings.daemon)
        let socketPath = socket.path
        let scheduler = Scheduler(
            daemon: settings.daemon, store: store, signIn: signIn, tally: metrics.tally, clock: clock,
            now: { .now }, logger: logger)
        try await scheduler.apply(settings)
        let post = AlertPost(
            store: store, health: health, transports: transports, keeping: settings.daemon.keepSyncs, clock: clock,
            now: { .now }, logger: logger)
        try await post.apply(settings)
        let server = SocketServer(
            descriptor: socket.descriptor,
            routes: routes(
                scheduler, post, metrics, Doctor(transports: transports, clock: clock, now: { .now }), socketPath
            ),
            logger: logger)
        let metricsFile = MetricsFile(
            metrics: metrics, path: { await scheduler.metricsFile }, clock: clock, logger: logger)
        let care = RecordCare(
            store: store, health: health, scheduler: scheduler, clock: clock, now: { .now }, logger: logger)
        let standing = SettingsStanding(file: Settings.file(path: path, places: places))
        let report = StatusReport(
            manager: manager, store: store, health: health, standing: standing, tally: metrics.tally,
            clock: clock, logger: logger)
        let reloader = Reloader(
            path: path, places: places, scheduler: scheduler, post: post, current: settings.daemon, standing: standing,
            report: report, logger: logger)
        let watchdog = Watchdog(manager: manager, scheduler: scheduler, clock: clock)
        logger.notice(
            "started",
            metadata: [
                "version": "\(Batchimgd.version)", "accounts": "\(settings.accounts.count)",
                "database": "\(settings.daemon.database)", "socket": "\(socketPath)",
            ])
        // Stopped in the reverse order: no new settings, no more syncs, then the open requests are finished.
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: server), .init(service: metricsFile), .init(service: care), .init(service: post),
                .init(service: scheduler),
                .init(service: watchdog), .init(service: reloader), .init(service: report),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.longestStop
        try await ServiceGroup(configuration: configuration).run()
        socket.remove()
        try await transports.shutDown()
        try store.close()
        logger.notice("stopped")
        _ = consume lock
    }

    private func routes(
        _ scheduler: Scheduler, _ post: AlertPost, _ metrics: DaemonMetrics, _ doctor: Doctor, _ socket: String
    ) -> Routes {
        let queries = RecordQueries(store: metrics.store, now: metrics.now)
        let status = DaemonStatus(metrics: metrics, socket: socket)
        let cache = AnswerCache(store: metrics.store, now: metrics.now)
        return Routes(
            table: Routes.table(
                queries: queries, scheduler: scheduler, post: post, status: status, metrics: metrics, doctor: doctor,
                cache: cache),
            operators: Operators(settings.daemon.operators), cache: cache)
    }

    /// Many silent accounts and clients take a descriptor each; the usual soft limit is for programs that use select(2).
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 65_536)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    private func makeFolders() throws {
        for file in [settings.daemon.database, settings.daemon.socket] {
            let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
    }
}

/// How the C library gives memory out and takes it back (mallopt(3)).
private enum Allocator {
    /// Settles both before there are other threads.
    static func prepare() {
        // What is given back is overwritten: answers of the service carry more than is ours to keep, and neither that nor
        // a key is to be found in a core.
        _ = mallopt(perturb, 1)
        // Else up to eight arenas a core keep what their threads once needed: with 2,000 accounts, 18 of 63 MB.
        _ = mallopt(arenaMax, 2)
    }

    /// `M_PERTURB` and `M_ARENA_MAX`, which are macros.
    private static let perturb: CInt = -6
    private static let arenaMax: CInt = -8
}

/// malloc.h is no part of the module that the C library has for Swift.
@_silgen_name("mallopt") private func mallopt(_ parameter: CInt, _ value: CInt) -> CInt
