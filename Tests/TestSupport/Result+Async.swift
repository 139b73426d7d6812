extension Result where Failure == any Error, Success: Sendable {
    /// What a piece of work comes to, so that something can be ended before its error is thrown.
    package init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
