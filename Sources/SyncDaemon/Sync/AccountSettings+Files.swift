import AzureBatch
import Catalog
import Foundation

extension AccountSettings {
    /// What the files that it names hold: its secret and its trust anchors. One that cannot be read holds nothing.
    var fileContents: Digest {
        var contents: [String?] = [caFile.flatMap { try? Transports.anchors($0).base64EncodedString() }]
        switch auth {
        case .sharedKey(_, let key): contents.append((try? key.read())?.value)
        case .token(let method, _):
            switch method {
            case .clientSecret(_, _, let source): contents.append((try? source.read())?.value)
            case .clientCertificate(_, _, let source, _): contents.append((try? source.read())?.value)
            case .workloadIdentity, .managedIdentity, .azureCLI: break
            }
        }
        return Digest(of: contents)
    }
}
