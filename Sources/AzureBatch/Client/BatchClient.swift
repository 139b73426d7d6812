package import Catalog
import Foundation

/// Fetches complete listings of one account, the client side of List Supported Images and List Pools: it follows the
/// pages of either, each request signed and within bounds, tried again where that may help.
package struct BatchClient: Sendable {
    private let account: BatchAccount
    private let credential: any Credential
    private let transport: HTTPTransport
    private let slot: RequestSlot
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> UTCTime

    /// Of one listing.
    private static let maximumPages = 100
    /// What an answer may take beyond the time that the service is given: connecting, and the way there and back.
    private static let overhead = Duration.seconds(15)

    package init(
        account: BatchAccount, credential: any Credential, transport: HTTPTransport, slot: RequestSlot,
        clock: any Clock<Duration>, now: @escaping @Sendable () -> UTCTime
    ) {
        (self.account, self.credential, self.transport) = (account, credential, transport)
        (self.slot, self.clock, self.now) = (slot, clock, now)
    }

    /// The images that the account supports.
    ///
    /// - Parameters:
    ///   - stored: the pages as the record has them, by URL: those that are still the same are not read again.
    ///   - sendingValidators: whether to ask for them conditionally.
    ///   - onPage: told the number of each page, from 1, and how many images there are so far.
    package func fetch(
        stored: [String: ListingPage], sendingValidators: Bool = true, onPage: @Sendable (Int, Int) async -> Void
    ) async -> FetchReport {
        let pages = ImagePages(stored: stored, sendsValidators: sendingValidators)
        return await fetch(PageWalk(pages: pages), from: account.firstPage, onPage: onPage)
    }

    /// The account's pools. None is asked for conditionally: pages are compared by their bytes, pools by what they say.
    /// They may come with more than is ours to keep, and are the last that a sync asks for.
    ///
    /// - Parameter known: the pages of the listing before: those that are still the same are not read again.
    package func pools(known: [PoolListing.Page] = []) async -> PoolFetch {
        let walk = PageWalk(pages: PoolPages(known: known), endsConnections: true)
        return await fetch(walk, from: account.firstPoolPage) { _, _ in }
    }

    private func fetch<Pages: PagedListing>(
        _ walk: PageWalk<Pages>, from first: String, onPage: @Sendable (Int, Int) async -> Void
    ) async -> PagedFetch<Pages.Value> {
        var walk = walk
        do throws(UpstreamError) {
            try await follow(&walk, from: first, onPage: onPage)
            walk.report.result = .success(walk.pages.value)
        } catch {
            walk.report.result = .failure(error)
        }
        return walk.report
    }

    private func follow(
        _ walk: inout PageWalk<some PagedListing>, from first: String, onPage: @Sendable (Int, Int) async -> Void
    ) async throws(UpstreamError) {
        guard let origin = Origin(account.endpoint) else {
            throw .unreachable("'\(account.endpoint)' is no http or https URL")
        }
        var url = first
        while true {
            guard walk.visited.insert(url).inserted else { throw .cycle(page: walk.report.pages) }
            guard walk.report.pages < Self.maximumPages else { throw .tooManyPages(Self.maximumPages) }
            let next = try await page(url, &walk)
            walk.report.pages += 1
            await onPage(walk.report.pages, walk.pages.count)
            guard let next else { return }
            guard Origin(next) == origin else { throw .foreignLink(next) }
            url = next
        }
    }

    /// One page, tried again as often as the policy allows.
    private func page(_ url: String, _ walk: inout PageWalk<some PagedListing>) async throws(UpstreamError) -> String? {
        var attempt = 0
        while true {
            attempt += 1
            do throws(UpstreamError) {
                return try await attemptPage(url, &walk)
            } catch {
                if error.code == "UnsupportedHeader", walk.pages.forgetValidators() {
                    walk.report.refusedValidators = true
                    continue
                }
                guard let delay = RetryPolicy.delay(after: error, attempt: attempt) else { throw error }
                slot.pause()
                do {
                    try await clock.sleep(for: delay)
                } catch {
                    throw .cancelled
                }
            }
        }
    }

    private func attemptPage(
        _ url: String, _ walk: inout PageWalk<some PagedListing>
    ) async throws(UpstreamError) -> String? {
        var (answer, authorization) = try await signedAnswer(url, &walk)
        if await credential.renew(after: answer, refused: authorization) {
            (answer, authorization) = try await signedAnswer(url, &walk)
        }
        // A signature follows the account's name and a colon, a token its scheme.
        let proof = authorization.split { $0 == ":" || $0 == " " }.last.map(String.init) ?? authorization
        switch answer.status {
        case 200:
            let next = try walk.pages.take(answer, of: url)
            // A link is recorded and shown.
            guard next?.contains(proof) != true else {
                throw .malformed("its nextLink repeats the credential", answer)
            }
            return next
        case 304: return try walk.pages.takeUnchanged(answer, of: url)
        default: throw ServiceFault.error(answer, now: now(), redacting: proof)
        }
    }

    /// An answer, and what its request was signed with.
    private func signedAnswer(
        _ url: String, _ walk: inout PageWalk<some PagedListing>
    ) async throws(UpstreamError) -> (HTTPAnswer, String) {
        let (validators, endsConnection) = (walk.pages.validators(of: url), walk.endsConnections)
        let maximumBytes = HTTPTransport.maximumBytes - walk.report.bytes
        let (answer, authorization): (HTTPAnswer, String)
        do {
            (answer, authorization) = try await slot.run {
                try await signAndSend(url, validators, endsConnection, maximumBytes: maximumBytes)
            }
        } catch let error as UpstreamError {
            throw error
        } catch {
            throw .cancelled
        }
        walk.report.httpStatus = answer.status
        walk.report.requestID = answer.requestID
        walk.report.bytes += answer.body.count
        return (answer, authorization)
    }

    private func signAndSend(
        _ url: String, _ validators: Validators?, _ endsConnection: Bool, maximumBytes: Int
    ) async throws(UpstreamError) -> (HTTPAnswer, String) {
        guard let target = Origin.target(of: url) else { throw .foreignLink(url) }
        let headers = headers(validators, endsConnection)
        let authorization = try await credential.authorization(method: "GET", target: target, headers: headers)
        let answer = try await transport.send(
            url, headers: headers + [("Authorization", authorization)], maximumBytes: maximumBytes,
            within: Duration.seconds(account.timeout) + Self.overhead, clock: clock)
        return (answer, authorization)
    }

    private func headers(_ validators: Validators?, _ endsConnection: Bool) -> [(name: String, value: String)] {
        let conditions = [("If-None-Match", validators?.etag), ("If-Modified-Since", validators?.lastModified)]
        let end = endsConnection ? [("Connection", "close")] : []
        return [
            ("Accept", "application/json"), ("User-Agent", "batchimgd"),
            ("client-request-id", UUID().uuidString.lowercased()), ("return-client-request-id", "true"),
            ("ocp-date", now().httpDate),
        ] + end + conditions.compactMap { name, value in value.map { (name, $0) } }
    }
}

/// How far a fetch has come.
private struct PageWalk<Pages: PagedListing> {
    var pages: Pages
    /// Whether a connection ends with its answer: what the answer held stays in the connection's memory until then.
    var endsConnections = false
    var visited: Set<String> = []
    var report = PagedFetch<Pages.Value>(result: .failure(.cancelled))
}
