import AzureBatch
import Catalog
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension EmulatorServer {
    /// The routes that tokens come from, and those that control them.
    func addSignIn(to router: Router<EmulatorContext>) {
        router.post("/:tenant/oauth2/v2.0/token") { request, context -> Response in try await token(request, context) }
        for path in [InstanceService.path, InstanceService.appServicePath] {
            router.get(RouterPath(path)) { request, context -> Response in try await token(request, context) }
        }
        router.get("/:tenant/v2.0/.well-known/openid-configuration") { request, context -> Response in
            let tenant = "\(origin(of: request))/\(context.parameters.get("tenant") ?? "")"
            return .text(
                .ok,
                #"{"issuer":"\#(tenant)/v2.0","authorization_endpoint":"\#(tenant)/oauth2/v2.0/authorize","#
                    + #""token_endpoint":"\#(tenant)/oauth2/v2.0/token"}"#)
        }
        router.get("/_emulator/sign-in") { _, _ -> Response in
            .text(.ok, String(decoding: try JSONEncoder().encode(await signIn.settings), as: UTF8.self))
        }
        router.put("/_emulator/sign-in") { request, _ -> Response in
            let body = try await request.data()
            do {
                await signIn.apply(try JSONDecoder().decode(SignInSettings.self, from: body))
            } catch {
                return .text(.badRequest, "cannot read the settings: \(error); GET them for an example")
            }
            return Response(status: .noContent)
        }
        router.put("/_emulator/sign-in/faults") { request, _ -> Response in
            try await takeFaults(of: request) { faults in
                await signIn.setFaults(faults)
                return Response(status: .noContent)
            }
        }
        router.delete("/_emulator/sign-in/tokens") { _, _ -> Response in
            await signIn.revoke()
            return Response(status: .noContent)
        }
        router.get("/_emulator/sign-in/requests") { _, _ -> Response in
            .text(.ok, String(decoding: try JSONEncoder().encode(await signIn.requests), as: UTF8.self))
        }
    }

    private func token(_ request: Request, _ context: EmulatorContext) async throws -> Response {
        let body = request.method == .post ? try await request.data() : Data()
        let (answer, fault) = await signIn.answer(
            SignInRequest(
                method: request.method.rawValue, origin: origin(of: request), target: request.head.path ?? "/",
                headers: request.allHeaders, body: String(decoding: body, as: UTF8.self)))
        return await respond(answer, fault, request, context)
    }
}
