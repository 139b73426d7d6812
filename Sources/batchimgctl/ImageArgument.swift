import ArgumentParser
import ControlAPI

/// An image by its name, as an argument.
struct ImageArgument: ExpressibleByArgument {
    let image: ImageText

    init?(argument: String) {
        guard let image = ImageText(argument) else { return nil }
        self.image = image
    }
}
