import AzureBatch
import Catalog
import Foundation
import RecordedListings

extension Emulator {
    /// A request under way, and what every answer to it says.
    private struct Call {
        let request: LoggedRequest
        let id: String
        let now: UTCTime
        /// The URL of the account.
        let base: String

        func error(
            _ status: Int, _ code: String, _ message: String, values: [(key: String, value: String)] = []
        ) -> ServiceAnswer {
            .error(status, code, message, values: values, requestID: id, now: now)
        }

        func unauthenticated(_ status: Int, _ detail: String) -> ServiceAnswer {
            error(
                status, "AuthenticationFailed",
                "Server failed to authenticate the request. Make sure the value of Authorization header is formed "
                    + "correctly including the signature.", values: [("AuthenticationErrorDetail", detail)])
        }
    }

    /// Answers the operation that is asked for, and tells what goes wrong with the answer on its way.
    ///
    /// - Parameters:
    ///   - pathAccount: the account that the path names, if it does.
    ///   - origin: scheme, host and port that the client sent it to.
    func list(
        _ request: LoggedRequest, pathAccount: String?, origin: String
    ) async -> (answer: ServiceAnswer, fault: Fault?) {
        let token = request.headers["authorization"].flatMap(Self.token)
        let problem = if let token { await signIn.problem(of: token) } else { TokenProblem?.none }
        let name = pathAccount ?? request.headers["authorization"].flatMap(Self.signer)
        let fault = name.flatMap { accounts[$0]?.receive(request) }
        let account = name.flatMap { accounts[$0] }
        let call = Call(
            request: request, id: UUID().uuidString.lowercased(),
            now: configuration.now().advanced(by: .seconds(fault?.clockOff ?? 0)),
            base: origin + (pathAccount.map { "/accounts/\($0)" } ?? ""))
        var answer = token == nil ? authorized(call, account) : admitted(call, account, problem)
        if let fault, fault.unsupportedHeader != true || Self.isConditional(request) {
            if let status = fault.unsupportedHeader == true ? 400 : fault.status, fault.body == nil {
                answer = call.error(
                    status, fault.unsupportedHeader == true ? "UnsupportedHeader" : fault.code ?? "InternalError",
                    Self.message(of: fault, for: request))
                for (name, value) in fault.headers ?? [:] { answer.set(name, value) }
            } else {
                answer = fault.spoil(
                    answer, of: request.operation, url: origin + request.target, base: call.base,
                    number: account?.requestCount ?? 0)
            }
        }
        answer.set("request-id", call.id)
        answer.set("DataServiceVersion", "3.0")
        answer.set("Server", "Microsoft-HTTPAPI/2.0")
        answer.set("Date", call.now.httpDate)
        if request.headers["return-client-request-id"]?.lowercased() == "true",
            let id = request.headers["client-request-id"]
        {
            answer.set("client-request-id", id)
        }
        return (answer, fault)
    }

    private func authorized(_ call: Call, _ account: EmulatedAccount?) -> ServiceAnswer {
        let headers = call.request.headers
        guard let authorization = headers["authorization"] else {
            return call.unauthenticated(401, "The request has no Authorization header.")
        }
        guard let account, let key = SharedKey(account: account.name, base64Key: account.key),
            key.verifies(
                authorization: authorization, method: call.request.method, target: call.request.target,
                headers: headers.map { ($0.key, $0.value) })
        else {
            return call.unauthenticated(403, "The signature in the request is not the one that the service computes.")
        }
        let date = (headers["ocp-date"] ?? headers["date"]).flatMap(UTCTime.init(httpDate:))
        guard let date, abs(date.duration(since: call.now).wholeSeconds) <= 15 * 60 else {
            return call.unauthenticated(403, "The date of the request is absent or more than 15 minutes off.")
        }
        return page(call, account)
    }

    /// Answers a request that came with a token.
    private func admitted(_ call: Call, _ account: EmulatedAccount?, _ problem: TokenProblem?) -> ServiceAnswer {
        guard let account else { return call.unauthenticated(401, "The account is unknown.") }
        guard let problem else { return page(call, account) }
        var answer = call.unauthenticated(401, problem.detail)
        answer.set("WWW-Authenticate", problem.challenge)
        return answer
    }

    private func page(_ call: Call, _ account: EmulatedAccount) -> ServiceAnswer {
        let request = call.request
        let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        do throws(ListRequest.Fault) {
            let list = try ListRequest(query: query, of: request.operation)
            switch request.operation {
            case .images:
                let answer = list.page(
                    of: account.images(step: step), pageSize: configuration.pageSize, base: call.base)
                return configuration.sendsValidators
                    ? conditional(answer, request, modified: day.day.date) : answer
            case .pools:
                let pools = account.pools.filter { list.poolFilter?.matches(state: $0.state) ?? true }
                let selected = list.selected
                let answer = list.page(of: pools, pageSize: configuration.pageSize, base: call.base) {
                    $1.write(selected, to: &$0)
                }
                // Those of pools come with them.
                return conditional(answer, request)
            }
        } catch {
            return call.error(400, error.code, error.message, values: error.values)
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
