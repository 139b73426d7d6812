package import Catalog

/// A token of Microsoft Entra ID, and how long it is good for.
package struct AccessToken: Sendable {
    package let value: Secret
    /// Before it was asked for, so that it never seems to live longer than it does.
    package let issued: UTCTime
    package let life: Duration

    package var expires: UTCTime { issued.advanced(by: life) }

    /// When a new one is asked for: at half of a long life, else when 300 s remain, or half of a life that has not many
    /// more.
    var isDueFrom: UTCTime {
        let margin = life >= .seconds(7200) ? life / 2 : min(.seconds(300), life / 2)
        return expires.advanced(by: .zero - margin)
    }
}
