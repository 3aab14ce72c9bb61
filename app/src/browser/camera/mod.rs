//! The camera in the page: what it takes stays in the page's memory and never reaches the phone's gallery.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, DomException, HtmlCanvasElement, HtmlVideoElement, MediaStream,
    MediaStreamConstraints, MediaStreamTrack, MediaTrackConstraints,
};

/// The rear camera at the most it offers up to 4K: under the 16.7 megapixels that iOS allows a canvas.
const WISHES: &str = r#"{"audio": false, "video":
    {"facingMode": {"ideal": "environment"}, "width": {"ideal": 3840}, "height": {"ideal": 2160}}}"#;

/// JPEG quality of a shot, before it is prepared: high, since it is compressed once more.
const SHOT_QUALITY: f64 = 0.95;

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
}

impl From<JsValue> for CameraTrouble {
    /// By the names that Media Capture and Streams (W3C, getUserMedia) gives.
    fn from(error: JsValue) -> Self {
        match error.dyn_ref::<DomException>().map(DomException::name).as_deref() {
            Some("NotAllowedError" | "SecurityError") => Self::Refused,
            Some("NotFoundError" | "OverconstrainedError") => Self::None,
            Some("NotReadableError" | "AbortError") => Self::Taken,
            _ => Self::Failed,
        }
    }
}

/// A running camera; it stops, and its light goes out, when this is dropped.
#[derive(Debug)]
pub struct Camera {
    stream: MediaStream,
    video: HtmlVideoElement,
}

impl Camera {
    /// Starts the camera and shows it in `video`.
    pub async fn open(video: HtmlVideoElement) -> Result<Self, CameraTrouble> {
        let devices = web_sys::window().ok_or(CameraTrouble::Failed)?.navigator().media_devices()?;
        // Undefined on a page that came over plain HTTP from another machine.
        if devices.is_undefined() {
            return Err(CameraTrouble::None);
        }
        let wishes: MediaStreamConstraints = js_sys::JSON::parse(WISHES)?.unchecked_into();
        let stream = JsFuture::from(devices.get_user_media_with_constraints(&wishes)?).await?;
        let camera = Self { stream: stream.unchecked_into(), video };
        camera.video.set_src_object(Some(&camera.stream));
        JsFuture::from(camera.video.play()?).await?;
        Ok(camera)
    }

    fn track(&self) -> Option<MediaStreamTrack> {
        self.stream.get_video_tracks().get(0).dyn_into().ok()
    }

    /// Whether this camera has a light that a page may switch (MediaStream Image Capture, W3C).
    pub fn has_torch(&self) -> bool {
        let torch = || {
            let track = self.track()?;
            let ask = Reflect::get(&track, &"getCapabilities".into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
            Reflect::get(&ask.call0(&track).ok()?, &"torch".into()).ok()
        };
        torch().is_some_and(|torch| torch.is_truthy())
    }

    /// Switches the light.
    pub async fn set_torch(&self, on: bool) -> Result<(), CameraTrouble> {
        let track = self.track().ok_or(CameraTrouble::Failed)?;
        let wish = js_sys::JSON::parse(if on {
            r#"{"advanced":[{"torch":true}]}"#
        } else {
            r#"{"advanced":[{"torch":false}]}"#
        })?;
        let wish: MediaTrackConstraints = wish.unchecked_into();
        JsFuture::from(track.apply_constraints_with_constraints(&wish)?).await?;
        Ok(())
    }

    /// The picture that the camera shows now.
    pub async fn take(&self) -> Result<Blob, CameraTrouble> {
        let document = web_sys::window().and_then(|window| window.document()).ok_or(CameraTrouble::Failed)?;
        let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
        canvas.set_width(self.video.video_width());
        canvas.set_height(self.video.video_height());
        let context = canvas.get_context("2d")?.ok_or(CameraTrouble::Failed)?;
        context.unchecked_into::<CanvasRenderingContext2d>().draw_image_with_html_video_element(
            &self.video,
            0.0,
            0.0,
        )?;
        let blob = Promise::new(&mut |resolve, reject| {
            let quality = JsValue::from_f64(SHOT_QUALITY);
            if let Err(error) = canvas.to_blob_with_type_and_encoder_options(&resolve, "image/jpeg", &quality) {
                // A rejection that nobody can hear changes nothing.
                let _ = reject.call1(&JsValue::NULL, &error);
            }
        });
        JsFuture::from(blob).await?.dyn_into().map_err(|_| CameraTrouble::Failed)
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        for track in self.stream.get_tracks() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
        self.video.set_src_object(None);
    }
}
