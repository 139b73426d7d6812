// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is compiled with.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let grdbSQLite = product(name: "GRDBSQLite", package: "GRDB.swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nioConcurrencyHelpers = product(name: "NIOConcurrencyHelpers", package: "swift-nio")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioExtras = product(name: "NIOExtras", package: "swift-nio-extras")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPCompression = product(name: "NIOHTTPCompression", package: "swift-nio-extras")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTLS = product(name: "HummingbirdTLS", package: "hummingbird")
    static let jwtKit = product(name: "JWTKit", package: "jwt-kit")
    static let subprocess = product(name: "Subprocess", package: "swift-subprocess")
    static let systemPackage = product(name: "SystemPackage", package: "swift-system")
    static let swiftASN1 = product(name: "SwiftASN1", package: "swift-asn1")
    static let x509 = product(name: "X509", package: "swift-certificates")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
}

func library(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency], _ linking: [LinkerSetting] = []) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings, linkerSettings: linking)
}

/// No name of it is for others to find: what nothing calls is left out.
let lean: [LinkerSetting] = [
    .unsafeFlags(
        ["-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "--icf=safe"], .when(configuration: .release))
]

/// Nothing is left to do when it starts: no library is looked for, and no address has to be adjusted, which for Swift is
/// half a million bytes of them. It asks for no user, group or host by name, for which the C library would load others.
let staticExecutable: [LinkerSetting] = [
    .unsafeFlags(["-static-executable", "-use-ld=lld"], .when(configuration: .release))
]

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

let package = Package(
    name: "batchimgd",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
    ],
    targets: [
        library("Catalog", [.crypto]),
        library(
            "AzureBatch",
            [
                "Catalog", .asyncHTTPClient, .crypto, .jwtKit, .nioConcurrencyHelpers, .nioCore, .nioHTTP1,
                .nioHTTPCompression, .nioPosix, .nioSSL, .subprocess, .swiftASN1, .x509,
            ]),
        library("CatalogStore", ["Catalog", .grdb, .grdbSQLite]),
        library("ControlAPI", ["Catalog"]),
        library("PoolDefinitions", ["Catalog"]),
        library(
            "Reports", ["Catalog"], resources: [.embedInCode("Page/page.css"), .embedInCode("Page/filter.js")]),
        library("QueryService", ["Catalog", "ControlAPI", "CatalogStore", "Reports"]),
        library(
            "SyncDaemon",
            [
                "Catalog", "AzureBatch", "CatalogStore", "ControlAPI", "QueryService", .asyncHTTPClient, .crypto,
                .httpTypes, .hummingbird, .logging, .nioConcurrencyHelpers, .nioCore, .nioExtras, .nioHTTP1, .nioPosix,
                .nioSSL,
                .nioHTTPTypes, .serviceLifecycle, .subprocess, .systemPackage, .unixSignals,
                .hummingbirdCore,
            ],
            resources: [.embedInCode("Server/openapi.json")]),
        library(
            "RecordedListings", ["Catalog"], exclude: ["Resources/README.md"],
            resources: [.embedInCode("Resources/listings-2019-2024.tsv")]),
        library(
            "BatchEmulator",
            [
                "Catalog", "AzureBatch", "RecordedListings", .crypto, .httpTypes, .hummingbird, .hummingbirdCore,
                .hummingbirdTLS, .jwtKit, .logging, .nioCore, .nioPosix, .nioSSL, .serviceLifecycle, .swiftASN1, .x509,
            ]),
        program("batchimgd", ["Catalog", "SyncDaemon", .argumentParser], lean),
        program("batchimgctl", ["Catalog", "ControlAPI", "PoolDefinitions", .argumentParser], staticExecutable),
        program(
            "batch-emulator",
            [
                "BatchEmulator", "Catalog", "RecordedListings", .argumentParser, .logging, .serviceLifecycle,
                .subprocess,
                .systemPackage, .unixSignals,
            ]),
        .target(
            name: "TestSupport", dependencies: ["Catalog", .crypto, .cryptoExtras, .swiftASN1, .x509],
            path: "Tests/TestSupport", swiftSettings: settings),
        tests("CatalogTests", ["Catalog", "RecordedListings", "TestSupport"], resources: [.copy("Fixtures")]),
        tests(
            "AzureBatchTests",
            [
                "AzureBatch", "BatchEmulator", "Catalog", "RecordedListings", "TestSupport", .asyncHTTPClient,
                .cryptoExtras,
            ],
            resources: [.copy("shared-key-vectors.json")]),
        tests(
            "CatalogStoreTests", ["Catalog", "CatalogStore", "RecordedListings", "TestSupport", .grdb],
            resources: [.copy("Fixtures")]),
        tests("BatchimgctlTests", ["Catalog", "ControlAPI", "TestSupport"]),
        tests("ControlAPITests", ["Catalog", "ControlAPI", "TestSupport"]),
        tests(
            "SyncDaemonTests",
            [
                "Catalog", "CatalogStore", "ControlAPI", "QueryService", "SyncDaemon", "BatchEmulator", "AzureBatch",
                "RecordedListings", "TestSupport", .crypto, .httpTypes, .logging, .nioConcurrencyHelpers, .nioCore,
            ]),
        tests(
            "QueryServiceTests",
            ["Catalog", "CatalogStore", "ControlAPI", "QueryService", "RecordedListings", "TestSupport"]),
        tests("EndToEndTests", ["Catalog", "CatalogStore", "TestSupport", .nioConcurrencyHelpers]),
        tests("PackageTests", ["TestSupport"]),
        tests(
            "PoolDefinitionsTests", ["Catalog", "PoolDefinitions", "RecordedListings", "TestSupport"],
            resources: [.copy("Samples"), .copy("samples.tsv")]),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer's instrumentation is in everything it builds: `make fuzz` asks for it, in a build of its own.
if Context.environment["BATCHIMGD_FUZZ"] != nil {
    package.targets += [
        .target(name: "CLibFuzzer", path: "Tests/CLibFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: ["CLibFuzzer", "AzureBatch", "Catalog", "ControlAPI", "PoolDefinitions", "SyncDaemon"],
            path: "Tests/Fuzz",
            exclude: ["Corpus", "run.sh"], swiftSettings: settings),
    ]
}

// The record of ten years, for `make bench`; no part of what is installed.
if Context.environment["BATCHIMGD_BENCH"] != nil {
    package.targets.append(
        .executableTarget(
            name: "record-bench", dependencies: ["Catalog", "CatalogStore"], path: "Benchmarks/Record",
            swiftSettings: settings))
}
