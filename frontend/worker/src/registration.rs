use imaging::{Error, Limits, Picture};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::Blob;

use super::{bytes_of, scope};

/// Registers `moving` to `reference`, two JPEGs of ours, and posts `{ alignment: [scale, radians, x, y] }` (see
/// [`imaging::Similarity`]), or null in its place when they do not look like one place.
#[wasm_bindgen]
pub async fn register(reference: Blob, moving: Blob) -> Result<(), JsValue> {
    let similarity = match (picture(&reference).await, picture(&moving).await) {
        (Ok(reference), Ok(moving)) => imaging::register(&reference, &moving),
        _ => None,
    };
    let alignment = similarity.map_or(JsValue::NULL, |it| {
        [it.scale, it.radians, it.x, it.y].into_iter().map(JsValue::from_f64).collect::<Array>().into()
    });
    let message = Object::new();
    Reflect::set(&message, &"alignment".into(), &alignment)?;
    scope().post_message(&message)
}

/// What is stored is upright and in sRGB already.
async fn picture(file: &Blob) -> Result<Picture, Error> {
    imaging::decode(&bytes_of(file).await?, &Limits::default()).map(|decoded| decoded.picture)
}
