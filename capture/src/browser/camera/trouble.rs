use wasm_bindgen::JsValue;

/// Why there is no camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameraTrouble {
    /// The person, or their browser, does not allow it.
    Refused,
    /// The device has none, or the page was not served safely enough for one.
    None,
    /// Another application holds it.
    Taken,
    Failed,
}

impl CameraTrouble {
    /// The key of the sentence that says so.
    pub fn key(self) -> &'static str {
        match self {
            Self::Refused => "camera.refused",
            Self::None => "camera.none",
            Self::Taken => "camera.taken",
            Self::Failed => "camera.failed",
        }
    }

    /// Whether asking for less may help: some phones fail at the resolution that they themselves offer, or lose the
    /// camera that was chosen before.
    pub(super) fn may_pass_with_less(self) -> bool {
        match self {
            Self::None | Self::Taken | Self::Failed => true,
            Self::Refused => false,
        }
    }
}

impl From<JsValue> for CameraTrouble {
    /// By the names that Media Capture and Streams (W3C, getUserMedia) gives.
    fn from(error: JsValue) -> Self {
        // Read as a property: WebKit's OverconstrainedError is no DOMException.
        let name = js_sys::Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
        match name.as_deref() {
            Some("NotAllowedError" | "SecurityError") => Self::Refused,
            Some("NotFoundError" | "OverconstrainedError") => Self::None,
            Some("NotReadableError" | "AbortError") => Self::Taken,
            _ => Self::Failed,
        }
    }
}
