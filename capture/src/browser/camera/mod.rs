//! The camera in the page: what it takes stays in the page's memory and never reaches the phone's gallery.

mod able;
mod preview;
mod still_capture;
mod trouble;

use std::cell::Cell;

pub use able::Able;
use js_sys::{Array, Reflect};
pub use trouble::CameraTrouble;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlVideoElement, MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack};

/// The rear camera at the most it offers up to 4K: under the 16.7 megapixels that iOS allows a canvas.
const WISHES: &str = r#"{"facingMode": {"ideal": "environment"}, "width": {"ideal": 3840}, "height": {"ideal": 2160}}"#;

/// What a camera may still manage that fails at its most.
const MODEST: &str = r#"{"facingMode": {"ideal": "environment"}}"#;

/// A running camera; it stops, and its light goes out, when this is dropped or [`Camera::stop`] is called.
#[derive(Debug)]
pub struct Camera {
    stream: MediaStream,
    video: HtmlVideoElement,
    /// When the next preview frame is due, in milliseconds of the page's life.
    frame_due: Cell<f64>,
}

impl Camera {
    /// Starts the camera `device` (one of [`Camera::all`]), or the rear one, and shows it in `video`.
    pub async fn open(video: HtmlVideoElement, device: Option<String>) -> Result<Self, CameraTrouble> {
        let devices = devices()?;
        let wishes = wishes(WISHES, device.as_deref())?;
        let stream = match stream(&devices, &wishes).await {
            Err(error) if CameraTrouble::from(error.clone()).may_pass_with_less() => {
                stream(&devices, &self::wishes(MODEST, None)?).await?
            }
            stream => stream?,
        };
        let camera = Self { stream, video, frame_due: Cell::new(0.0) };
        camera.video.set_src_object(Some(&camera.stream));
        JsFuture::from(camera.video.play()?).await?;
        Ok(camera)
    }

    /// Every camera of the device, by its identifier. Browsers name them only once one of them may be used.
    pub async fn all() -> Vec<String> {
        let list = async { JsFuture::from(devices()?.enumerate_devices()?).await.map_err(CameraTrouble::from) };
        let Ok(list) = list.await else { return Vec::new() };
        let text = |device: &JsValue, name| Reflect::get(device, &JsValue::from_str(name)).ok()?.as_string();
        let is_camera = |device: &JsValue| text(device, "kind").as_deref() == Some("videoinput");
        Array::from(&list)
            .iter()
            .filter(is_camera)
            .filter_map(|device| text(&device, "deviceId"))
            .filter(|id| !id.is_empty())
            .collect()
    }

    /// Calls `ended` when the camera is taken away: unplugged, or used by something else.
    pub fn when_taken_away(&self, ended: impl FnOnce() + 'static) {
        if let Some(track) = self.track() {
            track.set_onended(Some(&Closure::once_into_js(ended).unchecked_into()));
        }
    }

    /// Lets go of the camera: its light goes out. Nothing happens the second time.
    pub fn stop(&self) {
        for track in self.stream.get_tracks() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
        // Another camera may show itself there by now.
        if self.video.src_object().as_ref() == Some(&self.stream) {
            self.video.set_src_object(None);
        }
    }

    fn track(&self) -> Option<MediaStreamTrack> {
        self.stream.get_video_tracks().get(0).dyn_into().ok()
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        self.stop();
    }
}

fn devices() -> Result<MediaDevices, CameraTrouble> {
    let devices = web_sys::window().ok_or(CameraTrouble::Failed)?.navigator().media_devices()?;
    // Undefined on a page that came over plain HTTP from another machine.
    if devices.is_undefined() { Err(CameraTrouble::None) } else { Ok(devices) }
}

async fn stream(devices: &MediaDevices, wishes: &MediaStreamConstraints) -> Result<MediaStream, JsValue> {
    JsFuture::from(devices.get_user_media_with_constraints(wishes)?).await.map(JsCast::unchecked_into)
}

fn wishes(of_picture: &str, device: Option<&str>) -> Result<MediaStreamConstraints, JsValue> {
    let video = js_sys::JSON::parse(of_picture)?;
    if let Some(device) = device {
        Reflect::set(&video, &"deviceId".into(), &device.into())?;
    }
    let wishes = js_sys::Object::new();
    Reflect::set(&wishes, &"audio".into(), &false.into())?;
    Reflect::set(&wishes, &"video".into(), &video)?;
    Ok(wishes.unchecked_into())
}
