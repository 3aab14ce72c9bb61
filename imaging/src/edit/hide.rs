use super::quad::Quad;
use crate::{Picture, crop::CropBox};

/// Neither dark nor bright nor coloured, so that what is hidden is not taken for a fault of the picture.
pub(crate) const COVER: [u8; 3] = [128; 3];

/// Half a pixel's diagonal: a pixel that is touched has its middle no further away.
const TOUCHED: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// Paints over every pixel that is touched, and `margin` pixels around: what a decoder mixed into the neighbours.
pub(crate) fn cover(picture: &mut Picture, quad: &Quad, margin: f64) {
    let reach = margin + TOUCHED;
    let (width, height) = quad.size();
    each_pixel(picture, quad.bounds(reach, picture), |pixels, at, x, y| {
        let (across, down) = quad.along(x, y);
        if (-reach..=width + reach).contains(&across) && (-reach..=height + reach).contains(&down) {
            pixels[at] = COVER;
        }
    });
}

/// Within `bounds`, gives every pixel outside of the quad the colour of the nearest inside: a filter that works across
/// an edge which is askew finds nothing there that was cut away.
pub(crate) fn clear_around(picture: &mut Picture, quad: &Quad, bounds: CropBox) {
    let (width, height) = quad.size();
    let stride = picture.width() as usize;
    // So far in that the whole pixel it falls on has its middle inside.
    let nearest = |along: f64, side: f64| {
        let inset = TOUCHED.min(side / 2.0);
        along.clamp(inset, side - inset)
    };
    each_pixel(picture, bounds, |pixels, at, x, y| {
        let (across, down) = quad.along(x, y);
        if !((0.0..=width).contains(&across) && (0.0..=height).contains(&down)) {
            let (x, y) = quad.at(nearest(across, width), nearest(down, height));
            if let Some(inside) = pixels.get(y as usize * stride + x as usize) {
                pixels[at] = *inside;
            }
        }
    });
}

/// Calls with all pixels, the place of one in them, and where its middle lies.
fn each_pixel(picture: &mut Picture, part: CropBox, mut change: impl FnMut(&mut [[u8; 3]], usize, f64, f64)) {
    let stride = picture.width();
    let (pixels, _) = picture.rgb_mut().as_chunks_mut::<3>();
    for y in part.top..part.top + part.height {
        for x in part.left..part.left + part.width {
            let at = y as usize * stride as usize + x as usize;
            change(pixels, at, f64::from(x) + 0.5, f64::from(y) + 0.5);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn black(width: u32, height: u32) -> Picture {
        Picture::new(width, height, vec![0; (width * height * 3) as usize]).unwrap()
    }

    #[test]
    fn a_pixel_is_covered_if_any_of_it_is() {
        let mut picture = black(10, 10);
        cover(&mut picture, &Quad::from_corners((3.9, 4.0), (6.1, 4.0), (3.9, 5.0)), 0.0);
        let covered: Vec<u32> = (0..10).filter(|&x| picture.pixel(x, 4) == COVER).collect();
        assert_eq!(covered, [3, 4, 5, 6]);
        assert_eq!(picture.pixel(3, 7), [0; 3]);
    }

    #[test]
    fn around_an_edge_that_is_askew_stands_only_what_is_inside() {
        let quad = Quad::from_corners((12.0, 4.0), (36.0, 12.0), (6.0, 22.0));
        let mut picture = black(48, 40);
        let bounds = quad.bounds(0.0, &picture);
        // Marked wherever a pixel's middle is outside.
        each_pixel(&mut picture, bounds, |pixels, at, x, y| {
            let (across, down) = quad.along(x, y);
            let (width, height) = quad.size();
            let inside = (0.0..=width).contains(&across) && (0.0..=height).contains(&down);
            pixels[at] = if inside { [9; 3] } else { [200; 3] };
        });
        clear_around(&mut picture, &quad, bounds);
        each_pixel(&mut picture, bounds, |pixels, at, x, y| assert_eq!(pixels[at], [9; 3], "at {x} {y}"));
    }
}
