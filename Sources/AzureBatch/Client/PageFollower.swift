import Catalog
import Foundation

/// Follows the pages of a listing, whatever is listed: each request signed and within bounds, tried again where that
/// may help.
struct PageFollower: Sendable {
    let account: BatchAccount
    let credential: any Credential
    let transport: HTTPTransport
    let slot: RequestSlot
    let clock: any Clock<Duration>
    let now: @Sendable () -> UTCTime
    /// Whether a connection ends with its answer: what the answer held stays in the connection's memory until then.
    var endsConnections = false

    /// Of one listing.
    private static let maximumPages = 100
    /// What an answer may take beyond the time that the service is given: connecting, and the way there and back.
    private static let overhead = Duration.seconds(15)

    /// Follows the pages to the last one.
    ///
    /// - Parameter onPage: told the number of each page, from 1, and how many entries there are so far.
    func fetch<Pages: PagedListing>(
        _ pages: Pages, from first: String, onPage: @Sendable (Int, Int) async -> Void
    ) async -> PagedFetch<Pages.Value> {
        var walk = PageWalk(pages: pages)
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
        let validators = walk.pages.validators(of: url)
        var (answer, authorization) = try await signedAnswer(url, validators, &walk.report)
        if await credential.renew(after: answer, refused: authorization) {
            (answer, authorization) = try await signedAnswer(url, validators, &walk.report)
        }
        // A signature follows the account's name and a colon, a token its scheme.
        let proof = authorization.split { $0 == ":" || $0 == " " }.last.map(String.init) ?? authorization
        switch answer.status {
        case 200:
            let next = try await walk.pages.take(answer, of: url)
            // A link is recorded and shown.
            guard next?.contains(proof) != true else {
                throw .malformed("its nextLink repeats the credential", answer)
            }
            return next
        case 304: return try await walk.pages.takeUnchanged(answer, of: url)
        default: throw ServiceFault.error(answer, now: now(), redacting: proof)
        }
    }

    /// An answer, and what its request was signed with.
    private func signedAnswer(
        _ url: String, _ validators: Validators?, _ report: inout PagedFetch<some Sendable>
    ) async throws(UpstreamError) -> (HTTPAnswer, String) {
        let maximumBytes = HTTPTransport.maximumBytes - report.bytes
        let (answer, authorization): (HTTPAnswer, String)
        do {
            (answer, authorization) = try await slot.run {
                try await signAndSend(url, validators, maximumBytes: maximumBytes)
            }
        } catch let error as UpstreamError {
            throw error
        } catch {
            throw .cancelled
        }
        report.httpStatus = answer.status
        report.requestID = answer.requestID
        report.bytes += answer.body.count
        return (answer, authorization)
    }

    private func signAndSend(
        _ url: String, _ validators: Validators?, maximumBytes: Int
    ) async throws(UpstreamError) -> (HTTPAnswer, String) {
        guard let target = Origin.target(of: url) else { throw .foreignLink(url) }
        var headers = headers(validators)
        let authorization = try await credential.authorization(method: "GET", target: target, headers: headers)
        headers.append(("Authorization", authorization))
        let answer = try await transport.get(
            url, headers: headers, maximumBytes: maximumBytes,
            within: Duration.seconds(account.timeout) + Self.overhead, clock: clock)
        return (answer, authorization)
    }

    private func headers(_ validators: Validators?) -> [(name: String, value: String)] {
        let conditions = [("If-None-Match", validators?.etag), ("If-Modified-Since", validators?.lastModified)]
        let end = endsConnections ? [("Connection", "close")] : []
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
    var visited: Set<String> = []
    var report = PagedFetch<Pages.Value>(result: .failure(.cancelled))

    init(pages: Pages) {
        self.pages = pages
    }
}
