//! The picture worker: `public/worker.js` calls [`imaging_worker`] for every picture, [`quick_check::quick_check`] for
//! every preview frame and [`registration::register`] for two pictures to be compared, off the main thread. WASM of its
//! own, which knows nothing of the pages: the decoders' and the encoder's tables would otherwise stand in the file that
//! every page waits for, since splitting a module divides its code and not its data.

#![cfg(target_arch = "wasm32")]

mod quick_check;
mod registration;

use imaging::{
    Error, Picture, Plan, Prepared,
    job::{Answer, Job},
};
use js_sys::{Array, ArrayBuffer, JsString, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DedicatedWorkerGlobalScope, ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// iOS Safari silently gives black pictures from any canvas with more pixels (browser-image-compression issue 116).
const CANVAS_PIXELS: f64 = 16_777_216.0;

/// Prepares one picture and posts [`Answer`]s to the page: what it is doing, then the result or why there is none.
/// `job` is a [`Job`] as JSON.
#[wasm_bindgen]
pub async fn imaging_worker(job: String, file: Blob) -> Result<(), JsValue> {
    let Job { id, plan } = serde_json::from_str(&job).map_err(|error| JsValue::from_str(&error.to_string()))?;
    match prepare(id, &file, &plan).await {
        Ok(Prepared { jpeg, width, height, report }) => {
            let jpeg = Uint8Array::from(jpeg.as_slice()).buffer();
            post(&Answer::Done { id, width, height, report }, Some(&jpeg))
        }
        Err(error) => post(&Answer::Refused { id, code: error.code().to_owned() }, None),
    }
}

async fn prepare(id: u32, file: &Blob, plan: &Plan) -> Result<Prepared, Error> {
    match shaped(id, Source::File(bytes_of(file).await?), plan) {
        // What we do not read, the browser may: HEIC, TIFF and JPEG XL in Safari, AVIF and BMP nearly everywhere.
        Err(foreign @ Error::Foreign(_)) => {
            let source = decoded_by_browser(file).await.map_err(|_| foreign)?;
            shaped(id, source, plan)
        }
        prepared => prepared,
    }
}

async fn bytes_of(file: &Blob) -> Result<Vec<u8>, Error> {
    // A file that cannot be read any more: moved, or kept in a cloud that does not answer.
    let bytes = JsFuture::from(file.array_buffer()).await.map_err(|_| Error::Damaged)?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

enum Source {
    File(Vec<u8>),
    /// Straight RGBA.
    Pixels {
        width: u32,
        height: u32,
        rgba: Vec<u8>,
    },
}

fn shaped(id: u32, source: Source, plan: &Plan) -> Result<Prepared, Error> {
    let mut progress = |stage| {
        // A lost progress report changes nothing but a line on the screen.
        let _ = post(&Answer::Progress { id, stage }, None);
    };
    match source {
        Source::File(bytes) => imaging::prepare_with(bytes, plan, &mut progress),
        Source::Pixels { width, height, rgba } => {
            imaging::prepare_pixels(Picture::from_rgba(width, height, &rgba)?, plan, &mut progress)
        }
    }
}

/// Upright and in sRGB, as a browser draws it.
async fn decoded_by_browser(file: &Blob) -> Result<Source, JsValue> {
    let bitmap: ImageBitmap = JsFuture::from(scope().create_image_bitmap_with_blob(file)?).await?.unchecked_into();
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (CANVAS_PIXELS / (width * height)).sqrt().min(1.0);
    let (width, height) = ((width * scale).floor(), (height * scale).floor());
    let canvas = OffscreenCanvas::new(width as u32, height as u32)?;
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height)?;
    bitmap.close();
    let rgba = context.get_image_data(0.0, 0.0, width, height)?.data().0;
    Ok(Source::Pixels { width: width as u32, height: height as u32, rgba })
}

fn post(answer: &Answer, jpeg: Option<&ArrayBuffer>) -> Result<(), JsValue> {
    let answer = serde_json::to_string(answer).map_err(|error| JsValue::from_str(&error.to_string()))?;
    let message = Object::new();
    Reflect::set(&message, &"answer".into(), &JsString::from(answer))?;
    let transferred = Array::new();
    if let Some(jpeg) = jpeg {
        Reflect::set(&message, &"jpeg".into(), jpeg)?;
        transferred.push(jpeg);
    }
    scope().post_message_with_transfer(&message, &transferred)
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
