import Foundation

/// What tells several files apart in names: each file's name without its ending, and as much of the folders before it as
/// that takes (`west`, `west/images`).
package enum FileLabel {
    /// - Returns: `nil` when nothing but the ending tells two apart, or one is there twice.
    package static func labels(of paths: [String]) -> [String]? {
        let places = paths.map {
            Array(
                URL(fileURLWithPath: $0).standardizedFileURL.deletingPathExtension().pathComponents.dropFirst()
                    .reversed())
        }
        let lengths = 1...max(places.map(\.count).max() ?? 1, 1)
        var labels: [String] = []
        for (index, place) in places.enumerated() {
            let others = places.enumerated().filter { $0.offset != index }.map(\.element)
            let length = lengths.first { length in
                !others.contains { $0.prefix(length).elementsEqual(place.prefix(length)) }
            }
            guard let length else { return nil }
            labels.append(place.prefix(length).reversed().joined(separator: "/"))
        }
        return labels
    }
}
