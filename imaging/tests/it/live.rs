use imaging::{
    Distance, Picture,
    quality::live::{Advice, LiveView, QuickCheck, Watch},
    synthetic::{Flaw, Lesion, SkinType, SyntheticImage},
};

const WIDTH: u32 = 320;
const HEIGHT: u32 = 240;
/// How far a scene reaches beyond the frame, so that the frame can wander over it.
const BEYOND: u32 = 60;

/// What the camera is pointed at.
struct Scene(Picture);

impl Scene {
    fn new(skin: SkinType, view: LiveView, flaw: Option<Flaw>) -> Scene {
        let distance = if view == LiveView::CloseUp { Distance::CloseUp } else { Distance::Any };
        let (width, height) = (WIDTH + BEYOND, HEIGHT + BEYOND);
        Scene(
            SyntheticImage { seed: 5, skin, lesion: Lesion::Pigmented, distance, width, height, flaw }
                .picture()
                .unwrap(),
        )
    }

    /// The same scene with every pixel changed.
    fn with(self, change: impl Fn(u32, u32, [u8; 3]) -> [u8; 3]) -> Scene {
        let (width, height) = (self.0.width(), self.0.height());
        let pixel = |at: u32| change(at % width, at / width, self.0.pixel(at % width, at / width));
        Scene(Picture::new(width, height, (0..width * height).flat_map(pixel).collect()).unwrap())
    }

    /// The part of it from `left`, `top` on, with noise that is never the same.
    fn frame(&self, left: u32, top: u32, number: u32, noise: u32) -> Picture {
        let mut state = number.wrapping_mul(0x9E37_79B9) | 1;
        let mut noisy = move |value: u8| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            value.saturating_add_signed(((state >> 8) % (2 * noise + 1)) as i8 - noise as i8)
        };
        let places = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (left + x, top + y)));
        let rgb = places.flat_map(|(x, y)| self.0.pixel(x, y).map(&mut noisy)).collect();
        Picture::new(WIDTH, HEIGHT, rgb).unwrap()
    }

    /// `count` frames in a hand that trembles by a pixel.
    fn watched(&self, view: LiveView, count: usize) -> Vec<QuickCheck> {
        let frame = |n: u32| self.frame(BEYOND / 2 + n % 2, BEYOND / 2 + n / 2, n, 1);
        let frames: Vec<Picture> = (0..4).map(frame).collect();
        let mut watch = Watch::default();
        frames.iter().cycle().take(count).map(|frame| watch.see(frame, view)).collect()
    }
}

fn last_advice(checks: &[QuickCheck]) -> Option<Advice> {
    assert!(!checks.iter().any(|check| check.ready), "was ready: {:?}", checks.last());
    checks.last().unwrap().advice
}

#[test]
fn a_good_view_of_any_skin_is_soon_ready_and_never_criticised() {
    for skin in SkinType::ALL {
        for view in [LiveView::CloseUp, LiveView::Overview] {
            let checks = Scene::new(skin, view, None).watched(view, 14);
            assert!(checks.iter().all(|check| check.advice.is_none()), "{skin:?}, {view:?}: {checks:?}");
            assert!(!checks[6].ready, "{skin:?}, {view:?}: ready at once");
            assert!(checks[10..].iter().all(|check| check.ready), "{skin:?}, {view:?}: {checks:?}");
        }
    }
}

#[test]
fn light_is_advised_on_for_every_skin() {
    for skin in SkinType::ALL {
        for (flaw, advice) in [(Flaw::TooDark, Advice::MoreLight), (Flaw::TooBright, Advice::LessLight)] {
            let scene = Scene::new(skin, LiveView::CloseUp, Some(flaw));
            assert_eq!(last_advice(&scene.watched(LiveView::CloseUp, 8)), Some(advice), "{skin:?}");
        }
    }
}

#[test]
fn a_soft_picture_is_first_too_near_and_then_a_dirty_lens() {
    for skin in [SkinType::I, SkinType::VI] {
        let near = Scene::new(skin, LiveView::CloseUp, Some(Flaw::Blurred)).watched(LiveView::CloseUp, 60);
        assert!(near[..8].iter().all(|check| check.advice.is_none()), "a camera needs time to focus");
        assert_eq!(near[20].advice, Some(Advice::MoveFurtherAway), "{skin:?}");
        assert_eq!(last_advice(&near), Some(Advice::WipeLens), "{skin:?}");
        let far = Scene::new(skin, LiveView::Overview, Some(Flaw::Blurred)).watched(LiveView::Overview, 60);
        assert_eq!(last_advice(&far), Some(Advice::WipeLens), "{skin:?}");
    }
}

#[test]
fn a_moving_hand_is_asked_to_hold_still_and_noise_is_no_movement() {
    for skin in [SkinType::II, SkinType::VI] {
        let scene = Scene::new(skin, LiveView::CloseUp, None);
        for (step, steady) in [(0, true), (1, true), (5, false), (29, false)] {
            let mut watch = Watch::default();
            let place = |n: u32| (n * step * 7 % BEYOND.min(2 * step + 1), n % 2 * step);
            let checks: Vec<_> =
                (0..8).map(|n| watch.see(&scene.frame(place(n).0, place(n).1, n, 8), LiveView::CloseUp)).collect();
            let advice = checks[7].advice;
            assert_eq!(advice != Some(Advice::HoldStill), steady, "{skin:?}, {step} pixels a frame: {checks:?}");
        }
    }
}

#[test]
fn a_mirrored_lamp_is_told_from_a_white_ruler() {
    for skin in [SkinType::I, SkinType::VI] {
        let scene = Scene::new(skin, LiveView::CloseUp, None);
        let lamp = scene
            .with(|x, y, pixel| if x.abs_diff(200).pow(2) + y.abs_diff(140).pow(2) < 200 { [255; 3] } else { pixel });
        assert_eq!(last_advice(&lamp.watched(LiveView::CloseUp, 8)), Some(Advice::TurnFromGlare), "{skin:?}");
        let ruler = Scene::new(skin, LiveView::CloseUp, None).with(|x, _, pixel| if x < 85 { [255; 3] } else { pixel });
        assert_eq!(ruler.watched(LiveView::CloseUp, 8)[7].advice, None, "{skin:?}");
    }
}

/// What skin can show: blue light makes brown skin look grey (from type III on), and warm light makes fair skin look
/// brown.
#[test]
fn coloured_light_is_noticed_as_far_as_skin_shows_it() {
    for (at, skin) in SkinType::ALL.into_iter().enumerate() {
        let warm_or_blue = if at < 2 { [0.55, 0.75, 1.0] } else { [1.0, 0.72, 0.42] };
        for gains in [warm_or_blue, [0.7, 1.0, 0.75]] {
            let tinted =
                |_, _, pixel: [u8; 3]| std::array::from_fn(|part| (f32::from(pixel[part]) * gains[part]) as u8);
            let scene = Scene::new(skin, LiveView::CloseUp, None).with(tinted);
            let checks = scene.watched(LiveView::CloseUp, 8);
            assert_eq!(last_advice(&checks), Some(Advice::ColourCast), "{skin:?}, {gains:?}: {:?}", checks[7]);
        }
    }
}

#[test]
fn a_close_up_from_across_the_room_is_too_far() {
    let far = |x: u32, y: u32, pixel| {
        if x.abs_diff(100).max(y.abs_diff(90)) < 36 { pixel } else { [(120 + x * y % 7) as u8; 3] }
    };
    for skin in [SkinType::I, SkinType::VI] {
        let scene = Scene::new(skin, LiveView::CloseUp, None).with(far);
        assert_eq!(last_advice(&scene.watched(LiveView::CloseUp, 8)), Some(Advice::MoveCloser), "{skin:?}");
        assert_eq!(scene.watched(LiveView::Overview, 8)[7].advice, None, "{skin:?}: an overview may be far away");
    }
}
