import AzureBatch
import Catalog

/// What an account's runner remembers from one sync to the next; a restart forgets it.
struct SyncMemory: Sendable {
    /// Off for good once the service has refused conditional requests.
    var sendsValidators = true
    /// The pages of the pools that were recorded last.
    var poolPages: [PoolListing.Page] = []
    /// The code of the error for which the account's pools could not be listed, which the log has said already.
    var poolsErrorCode: String?
    /// Until when the service asked not to be asked for pools.
    var poolsRetryAfter: UTCTime?
}
