//! Where each finding begins: the one table. Sizes are the ATA's (quick guide to teledermatology, domain.md 3.2); that
//! light is judged by clipping and not by the mean is from there too. All else was set on synthetic images of skin
//! types I to VI, so that a good picture of any skin passes and a clearly bad one fails; `tests/it/evidence.rs`
//! measures how well on others, and `make bench` prints it.

/// Under this [`super::Report::sharpness`] a picture is blurred, and under this [`super::Report::middle`] its middle
/// is. A lone edge measures 2.8 when it is hard and 2.4 when it is as soft as a phone's everyday picture; furrowed skin
/// measures more. So slight blur passes on skin, rather than that a sharp picture of anything is called blurred.
pub const SHARPNESS: f32 = 2.4;
/// Standard deviation of the middle's light, in steps of 255, under which it shows nothing.
pub const EMPTY: f32 = 1.5;
/// Share of the middle that is pure black.
pub const CRUSHED: f32 = 0.20;
/// The brightest half per cent of the middle stays under this value of 255: nothing in the picture is lit.
/// The darkest skin in good light stands above it, by its own shine.
pub const BRIGHTEST: f32 = 60.0;
/// Share of the middle that is pure white.
pub const BLOWN: f32 = 0.15;
/// Share of the middle that mirrors a lamp: at a close-up's scale, about 4 mm across.
pub const GLARE: f32 = 0.006;
/// [`super::Report::cast`] above this is coloured light.
pub const CAST: f32 = 0.30;
/// Shares of a close-up that are skin: less than this is too far away, unless there is none to speak of. Low, because a
/// finger at 20 cm is a seventh of the frame.
pub const LITTLE_SKIN: f32 = 0.10;
pub const ANY_SKIN: f32 = 0.02;
/// Longer and shorter side, in pixels.
pub const LEAST: (u32, u32) = (800, 600);
pub const PREFERRED: (u32, u32) = (1_024, 768);
/// Pixels of a close-up.
pub const CLOSE_UP: u32 = 2_000_000;

/// What holds for preview frames of 320 pixels, about ten a second.
pub mod live {
    /// Under this a frame is soft. Lower than for a picture: a small frame hides slight blur, and the picture itself is
    /// judged once more.
    pub const SHARPNESS: f32 = 2.75;
    /// Moving by this share of the picture from frame to frame is steadiness 0.0.
    pub const UNSTEADY: f32 = 0.02;
    /// Steadiness from which a hand is still: 0.8 % of the picture from frame to frame, which in a sixtieth of a second
    /// is about one of the 1,024 pixels that a picture is judged by.
    pub const STEADY: f32 = 0.6;
    /// Frames running before advice is shown, and without any before it is withdrawn.
    pub const SHOWN_AFTER: u32 = 3;
    pub const WITHDRAWN_AFTER: u32 = 4;
    /// Frames running, all well, before the picture may be taken.
    pub const READY_AFTER: u32 = 7;
    /// Still, well lit and soft for so many frames: nearer than the camera can focus; then a dirty lens.
    pub const TOO_NEAR_AFTER: u32 = 10;
    pub const LENS_AFTER: u32 = 50;
}
