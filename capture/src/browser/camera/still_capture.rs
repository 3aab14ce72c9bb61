//! Taking the picture: a still capture where the camera makes one, else the best of a few frames of its video.

use js_sys::Promise;
use ui::browser::page::within;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, MediaStreamTrack};

use super::{Camera, CameraTrouble};

/// JPEG quality of a frame, before it is prepared: high, since it is compressed once more.
const FRAME_QUALITY: f64 = 0.95;

/// Frames that the best is chosen from, one every [`BETWEEN_MS`].
const FRAMES: usize = 3;
const BETWEEN_MS: i32 = 80;

/// Longer than a phone needs to focus and to take a still capture; some promise one and never give it.
const CAPTURE_MS: i32 = 5_000;

#[wasm_bindgen]
extern "C" {
    /// MediaStream Image Capture (W3C).
    type ImageCapture;

    /// Fails where the browser has none.
    #[wasm_bindgen(constructor, catch)]
    fn new(track: &MediaStreamTrack) -> Result<ImageCapture, JsValue>;

    #[wasm_bindgen(method, catch, js_name = takePhoto)]
    fn take_photo(this: &ImageCapture) -> Result<Promise, JsValue>;
}

impl Camera {
    /// The picture that the camera shows now.
    pub async fn take(&self) -> Result<Blob, CameraTrouble> {
        match self.still_capture().await {
            Some(picture) => Ok(picture),
            None => self.best_frame().await,
        }
    }

    /// A still capture has all the pixels of the sensor; a frame of the video has those of a screen.
    async fn still_capture(&self) -> Option<Blob> {
        let taken = ImageCapture::new(&self.track()?).ok()?.take_photo().ok()?;
        let picture: Blob = within(CAPTURE_MS, taken).await.ok()?.dyn_into().ok()?;
        (picture.size() > 0.0).then_some(picture)
    }

    /// A hand shakes most while it presses: of a few frames, the one that holds most detail, which is the one that
    /// takes most bytes at the same quality.
    async fn best_frame(&self) -> Result<Blob, CameraTrouble> {
        let mut best = self.frame().await?;
        for _ in 1..FRAMES {
            ui::browser::page::sleep(BETWEEN_MS).await;
            // The camera may be gone by now; what there is, is good.
            let Ok(next) = self.frame().await else { break };
            if next.size() > best.size() {
                best = next;
            }
        }
        Ok(best)
    }

    async fn frame(&self) -> Result<Blob, CameraTrouble> {
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
            let quality = JsValue::from_f64(FRAME_QUALITY);
            if let Err(error) = canvas.to_blob_with_type_and_encoder_options(&resolve, "image/jpeg", &quality) {
                // A rejection that nobody can hear changes nothing.
                let _ = reject.call1(&JsValue::NULL, &error);
            }
        });
        JsFuture::from(blob).await?.dyn_into().map_err(|_| CameraTrouble::Failed)
    }
}
