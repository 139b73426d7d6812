package import Catalog
import Foundation

/// Fetches complete listings of one account: the client side of List Supported Images.
package struct BatchClient: Sendable {
    private let account: BatchAccount
    private let credential: any Credential
    private let transport: HTTPTransport
    private let slot: RequestSlot
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> UTCTime

    /// Of one listing.
    static let maximumPages = 100
    /// What an answer may take beyond the time that the service is given: connecting, and the way there and back.
    private static let overhead = Duration.seconds(15)

    package init(
        account: BatchAccount, credential: any Credential, transport: HTTPTransport, slot: RequestSlot,
        clock: any Clock<Duration>, now: @escaping @Sendable () -> UTCTime
    ) {
        self.account = account
        self.credential = credential
        self.transport = transport
        self.slot = slot
        self.clock = clock
        self.now = now
    }

    /// Follows the pages to the last one.
    ///
    /// - Parameters:
    ///   - stored: the pages as the record has them, by URL: those that are still the same are not read again.
    ///   - sendingValidators: whether to ask for them conditionally.
    ///   - onPage: told the number of each page, from 1, and how many images there are so far.
    package func fetch(
        stored: [String: ListingPage], sendingValidators: Bool = true, onPage: @Sendable (Int, Int) async -> Void
    ) async -> FetchReport {
        var walk = PageWalk(stored: stored, sendsValidators: sendingValidators)
        do throws(UpstreamError) {
            let listing = try await follow(&walk, onPage: onPage)
            walk.report.result = .success(listing)
        } catch {
            walk.report.result = .failure(error)
        }
        return walk.report
    }

    private func follow(
        _ walk: inout PageWalk, onPage: @Sendable (Int, Int) async -> Void
    ) async throws(UpstreamError) -> Listing {
        guard let origin = Origin(account.endpoint) else {
            throw .unreachable("'\(account.endpoint)' is no http or https URL")
        }
        var url = account.firstPage
        while true {
            guard walk.visited.insert(url).inserted else { throw .cycle(page: walk.pages.count) }
            guard walk.pages.count < Self.maximumPages else { throw .tooManyPages(Self.maximumPages) }
            let page = try await page(url, &walk)
            walk.pages.append(page)
            walk.report.pages += 1
            await onPage(walk.pages.count, walk.pages.reduce(0) { $0 + $1.count })
            guard let next = page.nextLink else { break }
            guard Origin(next) == origin else { throw .foreignLink(next) }
            url = next
        }
        return Listing(pages: walk.pages, isNotModified: walk.notModified == walk.pages.count)
    }

    /// One page, tried again as often as the policy allows.
    private func page(_ url: String, _ walk: inout PageWalk) async throws(UpstreamError) -> ListingPage {
        var attempt = 0
        while true {
            attempt += 1
            do throws(UpstreamError) {
                return try await attemptPage(url, &walk)
            } catch {
                if error.code == "UnsupportedHeader", walk.validators(of: url) != nil {
                    walk.sendsValidators = false
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

    private func attemptPage(_ url: String, _ walk: inout PageWalk) async throws(UpstreamError) -> ListingPage {
        let (stored, validators) = (walk.stored[url], walk.validators(of: url))
        var (answer, authorization) = try await signedAnswer(url, validators, &walk)
        if await credential.renew(after: answer, refused: authorization) {
            (answer, authorization) = try await signedAnswer(url, validators, &walk)
        }
        // A signature follows the account's name and a colon, a token its scheme.
        let proof = authorization.split { $0 == ":" || $0 == " " }.last.map(String.init) ?? authorization
        switch answer.status {
        case 200:
            let page = try PageDecoder.page(answer, url: url, stored: stored)
            // A link is recorded and shown.
            guard page.nextLink?.contains(proof) != true else {
                throw .malformed("its nextLink repeats the credential", answer)
            }
            return page
        case 304:
            guard let stored, validators != nil else {
                throw .malformed("304 to a request without validators", answer)
            }
            walk.notModified += 1
            return stored.again()
        default:
            throw ServiceFault.error(answer, now: now(), redacting: proof)
        }
    }

    /// An answer, and what its request was signed with.
    private func signedAnswer(
        _ url: String, _ validators: Validators?, _ walk: inout PageWalk
    ) async throws(UpstreamError) -> (HTTPAnswer, String) {
        let maximumBytes = HTTPTransport.maximumBytes - walk.report.bytes
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
        walk.report.httpStatus = answer.status
        walk.report.requestID = answer.requestID
        walk.report.bytes += answer.body.count
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
            within: Duration.seconds(account.timeout) + Self.overhead,
            clock: clock)
        return (answer, authorization)
    }

    private func headers(_ validators: Validators?) -> [(name: String, value: String)] {
        let conditions = [("If-None-Match", validators?.etag), ("If-Modified-Since", validators?.lastModified)]
        return [
            ("Accept", "application/json"), ("User-Agent", "batchimgd"),
            ("client-request-id", UUID().uuidString.lowercased()), ("return-client-request-id", "true"),
            ("ocp-date", now().httpDate),
        ] + conditions.compactMap { name, value in value.map { (name, $0) } }
    }
}

/// How far a fetch has come.
private struct PageWalk {
    let stored: [String: ListingPage]
    var sendsValidators: Bool
    var visited: Set<String> = []
    var pages: [ListingPage] = []
    var notModified = 0
    var report = FetchReport(result: .failure(.cancelled))

    /// What to ask for a page by; `nil` when it is asked for whatever it is.
    func validators(of url: String) -> Validators? {
        sendsValidators ? stored[url].map(\.validators).flatMap { $0.isEmpty ? nil : $0 } : nil
    }
}
