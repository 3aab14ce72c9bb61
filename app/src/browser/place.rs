//! Where things stand in the window.

use web_sys::Element;

/// An element's top left corner, in CSS pixels from the window's.
pub fn corner(element: &Element) -> (f64, f64) {
    let rectangle = element.get_bounding_client_rect();
    (rectangle.left(), rectangle.top())
}
