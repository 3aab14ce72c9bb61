//! What a PNG says before its pixels (PNG, third edition): how its numbers are meant, and whether it moves.

use moxcms::{
    Chromaticity, CicpProfile, ColorPrimaries, ColorProfile, MatrixCoefficients, ToneReprCurve, TransferCharacteristics,
};

/// A real file has a dozen.
const MAX_CHUNKS: usize = 10_000;

/// What the chunks before the pixels say.
#[derive(Debug, Default)]
pub(super) struct Says<'a> {
    /// Frames of an animation, where the file calls itself one.
    pub(super) frames: Option<u32>,
    /// The picture that follows is the animation's first frame.
    pub(super) begins_with_frame: bool,
    coding: Option<&'a [u8]>,
    has_profile: bool,
    is_srgb: bool,
    gamma: Option<&'a [u8]>,
    primaries: Option<&'a [u8]>,
}

pub(super) fn says(bytes: &[u8]) -> Says<'_> {
    let mut says = Says::default();
    let mut rest = bytes.get(8..).unwrap_or_default();
    for _ in 0..MAX_CHUNKS {
        let Some((length, after)) = rest.split_first_chunk::<4>() else { break };
        let Some((kind, after)) = after.split_first_chunk::<4>() else { break };
        let Some((data, after)) = after.split_at_checked(u32::from_be_bytes(*length) as usize) else { break };
        match kind {
            b"IDAT" => break,
            b"acTL" => says.frames = data.first_chunk().map(|frames| u32::from_be_bytes(*frames)),
            b"fcTL" => says.begins_with_frame = true,
            b"cICP" => says.coding = Some(data),
            b"iCCP" => says.has_profile = true,
            b"sRGB" => says.is_srgb = true,
            b"gAMA" => says.gamma = Some(data),
            b"cHRM" => says.primaries = Some(data),
            _ => {}
        }
        rest = after.get(4..).unwrap_or_default();
    }
    says
}

impl Says<'_> {
    /// The profile to use in place of the file's own, `given`: cICP before iCCP before sRGB before gAMA and cHRM (section
    /// 4.3), as browsers do.
    pub(super) fn profile(&self, given: Option<Vec<u8>>) -> Option<Vec<u8>> {
        let coded = self.coding.and_then(coded);
        let meant = match coded {
            Some(coded) => coded,
            None if self.has_profile || self.is_srgb => return given,
            None if self.gamma.is_none() && self.primaries.is_none() => return given,
            None => self.measured()?,
        };
        meant.encode().ok()
    }

    /// Of gAMA and cHRM; what is not said is as in sRGB.
    fn measured(&self) -> Option<ColorProfile> {
        let mut profile = ColorProfile::new_srgb();
        profile.cicp = None;
        if let Some(numbers) = self.primaries.and_then(|data| data.first_chunk::<32>()) {
            let numbers: Vec<f32> =
                numbers.as_chunks::<4>().0.iter().map(|number| hundred_thousandths(*number)).collect();
            let points: Vec<Chromaticity> =
                numbers.as_chunks::<2>().0.iter().map(|[x, y]| Chromaticity::new(*x, *y)).collect();
            let [white, red, green, blue] = points.try_into().ok()?;
            if [white, red, green, blue].iter().any(|point| point.y <= 0.0 || point.x < 0.0) {
                return None;
            }
            profile.update_rgb_colorimetry(white.to_xyyb(), ColorPrimaries { red, green, blue });
        }
        if let Some(gamma) = self.gamma.and_then(|data| data.first_chunk::<4>()) {
            let exponent = 1.0 / hundred_thousandths(*gamma);
            // Beyond these nothing was ever made, and a table would have one step.
            if !(0.2..=5.0).contains(&exponent) {
                return None;
            }
            let curve = ToneReprCurve::Parametric(vec![exponent]);
            profile.red_trc = Some(curve.clone());
            profile.green_trc = Some(curve.clone());
            profile.blue_trc = Some(curve);
        }
        Some(profile)
    }
}

fn hundred_thousandths(number: [u8; 4]) -> f32 {
    u32::from_be_bytes(number) as f32 / 100_000.0
}

/// Of cICP (ITU-T H.273). Not of HDR, which a transform to sRGB would only cut off.
fn coded(data: &[u8]) -> Option<ColorProfile> {
    let [primaries, transfer, 0, 1] = *data else { return None };
    if matches!(transfer, 16 | 18) {
        return None;
    }
    let coding = CicpProfile {
        color_primaries: primaries.try_into().ok()?,
        transfer_characteristics: TransferCharacteristics::try_from(transfer).ok()?,
        matrix_coefficients: MatrixCoefficients::try_from(0).ok()?,
        full_range: true,
    };
    let mut profile = ColorProfile::new_from_cicp(coding);
    // Numbers that it does not know leave it without curves.
    profile.red_trc.as_ref()?;
    profile.cicp = None;
    Some(profile)
}
