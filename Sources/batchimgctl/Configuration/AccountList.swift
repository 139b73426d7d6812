import Catalog
import ControlAPI

/// Of the Batch accounts that Azure printed, those that can be added to a configuration.
struct AccountList {
    /// What the configuration has already.
    struct Present {
        var names: Set<String> = []
        /// In their one notation.
        var endpoints: Set<String> = []
    }

    struct Account {
        /// In the configuration, where it is unique.
        var name: String
        /// What the service calls it: unique in its region only.
        let account: String
        let location: String
        let endpoint: String
        let group: String?
    }

    let accounts: [Account]
    /// The accounts whose endpoints the configuration has.
    let known: [String]
    /// Why elements of the list are left out: each named with the member that is amiss.
    let omissions: [String]

    /// - Throws: `ClientError` when there is no account in it that can be taken.
    init(_ text: [UInt8], besides present: Present = Present()) throws(ClientError) {
        let (printed, isCut) = try PrintedAccount.all(in: text)
        var found: [(label: String, account: Account)] = []
        var endpoints: Set<String> = []
        var omissions: [String] = []
        for (index, element) in printed.enumerated() {
            // What is no name may be anything, a key too.
            let name = element.name.flatMap { Self.isName($0) ? " ('\($0)')" : nil } ?? ""
            let label = "account \(index + 1)\(name)"
            do throws(Refusal) {
                let account = try Self.account(element)
                guard endpoints.insert(account.endpoint).inserted else {
                    throw Refusal(text: "its accountEndpoint stands in the list already")
                }
                found.append((label, account))
            } catch {
                omissions.append("\(label): \(error.text)")
            }
        }
        let isPresent = { present.endpoints.contains($0) }
        known = found.map(\.account).filter { isPresent($0.endpoint) }.map(\.name)
        found.removeAll { isPresent($0.account.endpoint) }
        var names = present.names
        let counts = found.reduce(into: [:]) { $0[$1.account.name, default: 0] += 1 }
        accounts = found.compactMap { label, account in
            var account = account
            let inRegion = "\(account.name)-\(account.location)"
            let isShared = names.contains(account.name) || counts[account.name, default: 0] > 1
            if isShared, !account.location.isEmpty, Self.isName(inRegion) { account.name = inRegion }
            if names.insert(account.name).inserted { return account }
            omissions.append(
                "\(label): another account has the name '\(account.name)'; add it yourself, under one of its own")
            return nil
        }
        if isCut { omissions.append("what its nextLink leads to: list that too") }
        self.omissions = omissions
        guard accounts.isEmpty, known.isEmpty else { return }
        throw ClientError(
            exitCode: 1,
            omissions.isEmpty
                ? "cannot use an empty list: choose the subscription with az account set, and list again"
                : "cannot use the list: \(omissions.joined(separator: "; "))")
    }

    private struct Refusal: Error {
        let text: String
    }

    private static func account(_ element: PrintedAccount) throws(Refusal) -> Account {
        guard let name = element.name, !name.isEmpty else { throw Refusal(text: "it has no name") }
        guard isName(name) else {
            throw Refusal(text: "its name: expected a-z, 0-9 and -, 63 at most; rename it in the list")
        }
        guard let endpoint = element.endpoint, !endpoint.isEmpty else {
            throw Refusal(text: "it has no accountEndpoint")
        }
        do throws(EndpointText.Mistake) {
            return Account(
                name: name, account: name, location: (element.location ?? "").lowercased().filter { $0 != " " },
                endpoint: try EndpointText.read(endpoint, isPrinted: true), group: element.group)
        } catch {
            throw Refusal(text: "its accountEndpoint: \(error)")
        }
    }

    private static func isName(_ text: String) -> Bool { text.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,62}/) != nil }
}
