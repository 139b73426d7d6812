import AzureBatch
import Catalog
import Foundation
import RecordedListings

extension Emulator {
    /// A request at an operation's route.
    struct Exchange: Sendable {
        let answer: ServiceAnswer
        let fault: Fault?
    }

    /// Answers the operation that is asked for.
    ///
    /// - Parameters:
    ///   - pathAccount: the account that the path names, if it does.
    ///   - origin: scheme, host and port that the client sent it to.
    func list(_ request: LoggedRequest, pathAccount: String?, origin: String) async -> Exchange {
        let token = request.headers["authorization"].flatMap(Self.token)
        let problem = if let token { await signIn.problem(of: token) } else { TokenProblem?.none }
        return list(request, pathAccount: pathAccount, origin: origin, hasToken: token != nil, problem)
    }

    private func list(
        _ request: LoggedRequest, pathAccount: String?, origin: String, hasToken: Bool, _ problem: TokenProblem?
    ) -> Exchange {
        let requestID = UUID().uuidString.lowercased()
        let signer = request.headers["authorization"].flatMap(Self.signer)
        let fault = (pathAccount ?? signer).flatMap { accounts[$0]?.receive(request) }
        let now = configuration.now().advanced(by: .seconds(fault?.clockOff ?? 0))
        let base = origin + (pathAccount.map { "/accounts/\($0)" } ?? "")
        var answer =
            hasToken
            ? admitted(request, pathAccount, problem, requestID: requestID, now: now, base: base)
            : authorized(request, pathAccount ?? signer, requestID: requestID, now: now, base: base)
        if let fault, fault.unsupportedHeader != true || Self.isConditional(request) {
            if let status = fault.unsupportedHeader == true ? 400 : fault.status, fault.body == nil {
                answer = .error(
                    status, fault.unsupportedHeader == true ? "UnsupportedHeader" : fault.code ?? "InternalError",
                    Self.message(of: fault, for: request), requestID: requestID, now: now)
                if let headers = fault.headers { for (name, value) in headers { answer.set(name, value) } }
            } else {
                let number = accounts[pathAccount ?? signer ?? ""]?.requestCount ?? 0
                answer = fault.spoil(
                    answer, of: request.operation, url: origin + request.target, base: base, number: number)
            }
        }
        answer.set("request-id", requestID)
        answer.set("DataServiceVersion", "3.0")
        answer.set("Server", "Microsoft-HTTPAPI/2.0")
        answer.set("Date", now.httpDate)
        if request.headers["return-client-request-id"]?.lowercased() == "true",
            let id = request.headers["client-request-id"]
        {
            answer.set("client-request-id", id)
        }
        return Exchange(answer: answer, fault: fault)
    }

    private func authorized(
        _ request: LoggedRequest, _ name: String?, requestID: String, now: UTCTime, base: String
    ) -> ServiceAnswer {
        func refused(_ status: Int, _ detail: String) -> ServiceAnswer {
            Self.unauthenticated(status, detail, requestID: requestID, now: now)
        }
        guard let authorization = request.headers["authorization"] else {
            return refused(401, "The request has no Authorization header.")
        }
        guard let account = name.flatMap({ accounts[$0] }),
            let key = SharedKey(account: account.name, base64Key: account.key),
            key.verifies(
                authorization: authorization, method: request.method, target: request.target,
                headers: request.headers.map { ($0.key, $0.value) })
        else { return refused(403, "The signature in the request is not the one that the service computes.") }
        let date = (request.headers["ocp-date"] ?? request.headers["date"]).flatMap(UTCTime.init(httpDate:))
        guard let date, abs(date.duration(since: now).wholeSeconds) <= 15 * 60 else {
            return refused(403, "The date of the request is absent or more than 15 minutes off.")
        }
        return page(request, account, requestID: requestID, now: now, base: base)
    }

    /// Answers a request that came with a token.
    private func admitted(
        _ request: LoggedRequest, _ name: String?, _ problem: TokenProblem?, requestID: String, now: UTCTime,
        base: String
    ) -> ServiceAnswer {
        guard let account = name.flatMap({ accounts[$0] }) else {
            return Self.unauthenticated(401, "The account is unknown.", requestID: requestID, now: now)
        }
        guard let problem else { return page(request, account, requestID: requestID, now: now, base: base) }
        var answer = Self.unauthenticated(401, problem.detail, requestID: requestID, now: now)
        answer.set("WWW-Authenticate", problem.challenge)
        return answer
    }

    private static func unauthenticated(
        _ status: Int, _ detail: String, requestID: String, now: UTCTime
    ) -> ServiceAnswer {
        .error(
            status, "AuthenticationFailed",
            "Server failed to authenticate the request. Make sure the value of Authorization header is formed "
                + "correctly including the signature.", values: [("AuthenticationErrorDetail", detail)],
            requestID: requestID, now: now)
    }

    private func page(
        _ request: LoggedRequest, _ account: EmulatedAccount, requestID: String, now: UTCTime, base: String
    ) -> ServiceAnswer {
        let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        do throws(ListRequest.Fault) {
            let list = try ListRequest(query: query, of: request.operation)
            switch request.operation {
            case .images:
                let answer = list.page(of: account.images(step: step), pageSize: configuration.pageSize, base: base)
                let date = configuration.days[min(step, configuration.days.count - 1)].date
                return configuration.sendsValidators ? conditional(answer, request, modified: date) : answer
            case .pools:
                let pools = account.pools.filter { list.poolFilter?.matches(state: $0.state) ?? true }
                let selected = list.selected
                let answer = list.page(of: pools, pageSize: configuration.pageSize, base: base) {
                    $1.write(selected, to: &$0)
                }
                // Those of pools come with them.
                return conditional(answer, request)
            }
        } catch {
            return .error(
                400, error.code, error.message, values: error.values,
                requestID: requestID, now: now)
        }
    }

    /// Adds validators of this very page, and answers 304 where the request has them.
    private func conditional(
        _ answer: ServiceAnswer, _ request: LoggedRequest, modified: UTCTime? = nil
    ) -> ServiceAnswer {
        let text = String(decoding: answer.body, as: UTF8.self)
        let tag = "0x8D" + Digest(of: [text]).bytes.prefix(6).map { String($0, radix: 16, uppercase: true) }.joined()
        let date = modified?.httpDate
        let isKnown =
            request.headers["if-none-match"].map { EntityTag.isListed(tag, in: $0) }
            ?? (date != nil && request.headers["if-modified-since"] == date)
        var answer = isKnown ? ServiceAnswer(status: 304) : answer
        answer.set("ETag", tag)
        if let date { answer.set("Last-Modified", date) }
        return answer
    }

    /// `{authorization}` in it stands for what the client sent: a service may echo it.
    private static func message(of fault: Fault, for request: LoggedRequest) -> String {
        let text = fault.message ?? "The emulator was told to fail."
        return text.replacing("{authorization}", with: request.headers["authorization"] ?? "")
    }

    private static func isConditional(_ request: LoggedRequest) -> Bool {
        request.headers["if-none-match"] != nil || request.headers["if-modified-since"] != nil
    }

    /// The account that a Shared Key names.
    private static func signer(_ authorization: String) -> String? {
        guard authorization.hasPrefix("SharedKey "), let colon = authorization.firstIndex(of: ":") else { return nil }
        return String(authorization.dropFirst("SharedKey ".count).prefix(upTo: colon))
    }

    private static func token(_ authorization: String) -> String? {
        authorization.hasPrefix("Bearer ") ? String(authorization.dropFirst("Bearer ".count)) : nil
    }
}
