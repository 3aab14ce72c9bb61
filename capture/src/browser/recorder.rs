//! Recording a clip with the camera, without sound.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobEvent, BlobPropertyBag, HtmlVideoElement, MediaRecorder, MediaRecorderOptions, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};

use super::camera::CameraTrouble;

/// The rear camera, no microphone; 1080 lines show skin well and record smoothly on older phones.
const WISHES: &str = r#"{"audio": false, "video":
    {"facingMode": {"ideal": "environment"}, "width": {"ideal": 1920}, "height": {"ideal": 1080},
     "frameRate": {"ideal": 30, "max": 30}}}"#;

/// In this order: what every browser of today plays, then what Safari records.
const KINDS: [&str; 3] = ["video/webm;codecs=vp8", "video/webm", "video/mp4"];

/// A minute of it is 45 MB: fine detail, and less than half of what is taken.
const BITS_A_SECOND: u32 = 6_000_000;

/// A camera that shows, and records when asked; it stops, and its light goes out, when this is dropped.
#[derive(Debug)]
pub struct Recorder {
    stream: MediaStream,
    video: HtmlVideoElement,
    recording: Option<Recording>,
}

#[derive(Debug)]
struct Recording {
    recorder: MediaRecorder,
    parts: Array,
    _on_part: Closure<dyn FnMut(BlobEvent)>,
}

impl Recorder {
    /// Starts the camera and shows it in `video`.
    pub async fn open(video: HtmlVideoElement) -> Result<Self, CameraTrouble> {
        let devices = web_sys::window().ok_or(CameraTrouble::Failed)?.navigator().media_devices()?;
        // Undefined on a page that came over plain HTTP from another machine.
        if devices.is_undefined() {
            return Err(CameraTrouble::None);
        }
        let wishes: MediaStreamConstraints = js_sys::JSON::parse(WISHES)?.unchecked_into();
        let stream = JsFuture::from(devices.get_user_media_with_constraints(&wishes)?).await?;
        let opened = Self { stream: stream.unchecked_into(), video, recording: None };
        opened.video.set_src_object(Some(&opened.stream));
        JsFuture::from(opened.video.play()?).await?;
        Ok(opened)
    }

    /// Begins to record.
    pub fn start(&mut self) -> Result<(), CameraTrouble> {
        let options = MediaRecorderOptions::new();
        if let Some(kind) = KINDS.into_iter().find(|kind| MediaRecorder::is_type_supported(kind)) {
            options.set_mime_type(kind);
        }
        options.set_video_bits_per_second(BITS_A_SECOND);
        let recorder = MediaRecorder::new_with_media_stream_and_media_recorder_options(&self.stream, &options)?;
        let parts = Array::new();
        let collected = parts.clone();
        let on_part = Closure::new(move |event: BlobEvent| {
            if let Some(part) = event.data() {
                collected.push(&part);
            }
        });
        recorder.set_ondataavailable(Some(on_part.as_ref().unchecked_ref()));
        recorder.start()?;
        self.recording = Some(Recording { recorder, parts, _on_part: on_part });
        Ok(())
    }

    /// Ends the recording and the camera, and answers the clip.
    pub async fn stop(mut self) -> Result<Blob, CameraTrouble> {
        let Recording { recorder, parts, _on_part } = self.recording.take().ok_or(CameraTrouble::Failed)?;
        let stopped = Promise::new(&mut |resolve, _| recorder.set_onstop(Some(&resolve)));
        recorder.stop()?;
        JsFuture::from(stopped).await?;
        let options = BlobPropertyBag::new();
        options.set_type(&recorder.mime_type());
        Ok(Blob::new_with_blob_sequence_and_options(&parts, &options)?)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        for track in self.stream.get_tracks() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
        self.video.set_src_object(None);
    }
}
