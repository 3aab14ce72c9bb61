use std::cell::RefCell;

use imaging::{
    Picture,
    job::{Answer, PreviewFrame},
    quality::live::Watch,
};
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::post;

thread_local! {
    /// What the frames before have shown: numbers, no pixels.
    static WATCH: RefCell<Watch> = RefCell::default();
}

/// Checks one preview frame and posts [`Answer::Checked`]. `preview` is a [`PreviewFrame`] as JSON.
#[wasm_bindgen]
pub fn quick_check(preview: String, frame: ImageBitmap) -> Result<(), JsValue> {
    let PreviewFrame { id, view, first } =
        serde_json::from_str(&preview).map_err(|error| JsValue::from_str(&error.to_string()))?;
    let picture = pixels(&frame);
    frame.close();
    let Ok(picture) = picture else { return post(&Answer::Refused { id, code: "failed".to_owned() }, None) };
    let check = WATCH.with_borrow_mut(|watch| {
        if first {
            *watch = Watch::default();
        }
        watch.see(&picture, view)
    });
    post(&Answer::Checked { id, ready: check.ready, advice: check.advice }, None)
}

fn pixels(frame: &ImageBitmap) -> Result<Picture, JsValue> {
    let (width, height) = (frame.width(), frame.height());
    let canvas = OffscreenCanvas::new(width, height)?;
    // Read once and thrown away: nothing for a graphics chip.
    let options = Object::new();
    Reflect::set(&options, &"willReadFrequently".into(), &true.into())?;
    let context = canvas.get_context_with_context_options("2d", &options)?.ok_or(JsValue::NULL)?;
    let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_image_bitmap(frame, 0.0, 0.0)?;
    let rgba = context.get_image_data(0.0, 0.0, f64::from(width), f64::from(height))?.data().0;
    Picture::from_rgba(width, height, &rgba).map_err(|error| JsValue::from_str(error.code()))
}
