//! What some cameras offer a page beside their picture (MediaStream Image Capture, W3C): light and focus.

use domain::annotation::Point;
use js_sys::{Array, Function, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::MediaTrackConstraints;

use super::{Camera, CameraTrouble};

/// What a camera offers beside its picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Able {
    /// A light that a page may switch.
    pub torch: bool,
    /// Focusing where the person points.
    pub focus: bool,
}

impl Camera {
    /// What this camera offers: nothing in a browser that does not tell.
    pub fn able(&self) -> Able {
        let offered = |name| self.told("getCapabilities", name);
        let torch = match offered("torch") {
            // Some browsers list the states that the light can have.
            Some(states) if Array::is_array(&states) => Array::from(&states).includes(&true.into(), 0),
            Some(state) => state.is_truthy(),
            None => false,
        };
        Able { torch, focus: offered("pointsOfInterest").is_some_and(|points| points.is_truthy()) }
    }

    /// The identifier of this camera, one of [`Camera::all`].
    pub fn device(&self) -> Option<String> {
        self.told("getSettings", "deviceId")?.as_string()
    }

    /// What the camera's track answers to `question` under `name`; not every browser knows every question.
    fn told(&self, question: &str, name: &str) -> Option<JsValue> {
        let track = self.track()?;
        let ask: Function = Reflect::get(&track, &question.into()).ok()?.dyn_into().ok()?;
        Reflect::get(&ask.call0(&track).ok()?, &name.into()).ok()
    }

    /// Switches the light.
    pub async fn set_torch(&self, on: bool) -> Result<(), CameraTrouble> {
        self.apply(&format!(r#"{{"torch": {on}}}"#)).await
    }

    /// Focuses on this place, in shares of the picture.
    pub async fn focus_on(&self, at: Point) -> Result<(), CameraTrouble> {
        let points = format!(r#""pointsOfInterest": [{{"x": {}, "y": {}}}]"#, at.x, at.y);
        // A camera without a single shot of its focus looks again at its point by itself.
        match self.apply(&format!(r#"{{{points}, "focusMode": "single-shot"}}"#)).await {
            Ok(()) => Ok(()),
            Err(_) => self.apply(&format!("{{{points}}}")).await,
        }
    }

    async fn apply(&self, wish: &str) -> Result<(), CameraTrouble> {
        let track = self.track().ok_or(CameraTrouble::Failed)?;
        let wishes = Object::new();
        Reflect::set(&wishes, &"advanced".into(), &Array::of1(&JSON::parse(wish)?))?;
        let wishes: MediaTrackConstraints = wishes.unchecked_into();
        JsFuture::from(track.apply_constraints_with_constraints(&wishes)?).await?;
        Ok(())
    }
}
