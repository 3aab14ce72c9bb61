//! Light, skin and background, put together as in the plain synthetic image's scene.

use std::sync::LazyLock;

use super::{
    Framing, Plate,
    body_part::Sight,
    change::{Added, Drawn},
    ground::Ground,
};
use crate::{
    Error, Picture,
    synthetic::{
        Flaw, SkinType,
        noise::{Tile, mix, step},
        scene::{HAEMOGLOBIN, MELANIN, Steps, add_sensor_noise, linear, scaled},
    },
};

/// Noise, made once: pictures differ by where in it they begin.
pub(super) struct Textures {
    pub(super) furrows: Tile,
    mottling: Tile,
    pub(super) fine: Tile,
    pub(super) shape: Tile,
    pub(super) warts: Tile,
}

static TEXTURES: LazyLock<Textures> = LazyLock::new(|| Textures {
    furrows: Tile::cells(1, 8),
    mottling: Tile::fractal(2, 128, 5),
    fine: Tile::fractal(3, 4, 3),
    shape: Tile::fractal(11, 64, 5),
    warts: Tile::cells(12, 16),
});

/// The longer side in units, as in the plain synthetic image's scene: skin has the same grain whatever the distance.
const UNITS: f32 = 1_000.0;
/// The ground changes slowly: worked out at every so many pixels, and between them by proportion.
const CELL: usize = 4;

/// The colours, in linear light, of what is not skin.
const NAIL_BED: [f32; 3] = [0.60, 0.40, 0.34];
const SCALE: [f32; 3] = [0.62, 0.58, 0.54];
const CRUST: [f32; 3] = [0.40, 0.24, 0.085];
const CLOT: [f32; 3] = [0.075, 0.012, 0.010];

/// Outside, slope to the right and down, melanin, blood, hair, nail, dark.
type Node = [f32; 8];

struct Scene<'a> {
    plate: &'a Plate,
    textures: &'static Textures,
    sight: Sight,
    anchor: [f32; 2],
    /// Millimetres to a unit and units to a pixel.
    mm: f32,
    unit: f32,
    skin: [f32; 3],
    /// How pale that is: what lies on it is lit by it.
    pale: f32,
    hair: [f32; 3],
    change: Drawn<'static>,
    nodes: Vec<Node>,
    nodes_wide: usize,
    shift: f32,
}

pub(super) fn draw(plate: &Plate) -> Result<Picture, Error> {
    let exposure = match plate.flaw {
        Some(Flaw::TooDark) => 1.0 / 40.0,
        Some(Flaw::TooBright) => 1.3 / plate.skin.reflects().0,
        Some(Flaw::Blurred) | None => 1.0,
    };
    let scene = Scene::new(plate);
    let steps = Steps::new();
    let mut rgb = Vec::with_capacity(plate.width as usize * plate.height as usize * 3);
    for y in 0..plate.height {
        for x in 0..plate.width {
            rgb.extend(scene.at(x as usize, y as usize).map(|part| steps.encoded(part * exposure)));
        }
    }
    let (width, height) = (plate.width, plate.height);
    let mut picture = Picture::new(width, height, rgb)?;
    if plate.flaw == Some(Flaw::Blurred) {
        let small = scaled(&picture, width.div_ceil(90), height.div_ceil(90))?;
        picture = scaled(&small, width, height)?;
    }
    add_sensor_noise(&mut picture, plate.seed);
    Ok(picture)
}

/// The ridges of a sole: 0.0 on one, 1.0 in a furrow.
pub(super) fn ridge(textures: &Textures, x: f32, y: f32) -> f32 {
    let bend = 2.6 * textures.mottling.at(x * 1.1, y * 1.1);
    0.5 + 0.5 * ((x * 0.35 + y * 0.94 + bend) * 7.5).sin()
}

impl<'a> Scene<'a> {
    fn new(plate: &'a Plate) -> Self {
        let textures = &*TEXTURES;
        let anchor = plate.part.anchor(plate.half);
        let sight = plate.part.sight(plate.framing, plate.half);
        let is_magnified = plate.framing == Framing::Dermoscopic;
        let longer = plate.width.max(plate.height) as f32;
        let mut scene = Scene {
            plate,
            textures,
            sight,
            anchor,
            mm: sight.wide / UNITS,
            unit: UNITS / longer,
            skin: skin(plate),
            pale: skin(plate)[0].sqrt(),
            hair: hair(plate.skin, plate.age),
            change: Drawn::new(plate.change, plate.size_mm, anchor, plate.seed, textures, is_magnified),
            nodes: Vec::new(),
            nodes_wide: plate.width as usize / CELL + 2,
            shift: (plate.seed % 64) as f32 * 61.0,
        };
        scene.survey();
        scene
    }

    /// Where a pixel is, in units from the middle and in millimetres on the body.
    fn place(&self, x: f32, y: f32) -> ([f32; 2], [f32; 2]) {
        let units = [(x - self.plate.width as f32 / 2.0) * self.unit, (y - self.plate.height as f32 / 2.0) * self.unit];
        (units, [self.sight.middle[0] + units[0] * self.mm, self.sight.middle[1] + units[1] * self.mm])
    }

    fn survey(&mut self) {
        let high = self.plate.height as usize / CELL + 2;
        let ground = |column: usize, row: usize| {
            let (_, [x, y]) = self.place((column * CELL) as f32, (row * CELL) as f32);
            self.plate.part.ground(x, y, self.plate.half, self.plate.age)
        };
        let grounds: Vec<Ground> =
            (0..high * self.nodes_wide).map(|at| ground(at % self.nodes_wide, at / self.nodes_wide)).collect();
        let apart = CELL as f32 * self.unit * self.mm;
        let wide = self.nodes_wide;
        let height = |column: usize, row: usize| grounds[row.min(high - 1) * wide + column.min(wide - 1)].height;
        self.nodes = grounds
            .iter()
            .enumerate()
            .map(|(at, ground)| {
                let (column, row) = (at % wide, at / wide);
                let right = (height(column.saturating_sub(1), row) - height(column + 1, row)) / (2.0 * apart);
                let down = (height(column, row.saturating_sub(1)) - height(column, row + 1)) / (2.0 * apart);
                let slope = |slope: f32| slope.clamp(-2.2, 2.2);
                [
                    ground.outside,
                    slope(right),
                    slope(down),
                    ground.melanin,
                    ground.blood,
                    ground.hair,
                    ground.nail,
                    ground.dark,
                ]
            })
            .collect();
    }

    fn node(&self, x: usize, y: usize) -> Node {
        let (column, row) = (x / CELL, y / CELL);
        let (right, down) = ((x % CELL) as f32 / CELL as f32, (y % CELL) as f32 / CELL as f32);
        let node = |column: usize, row: usize| &self.nodes[row * self.nodes_wide + column];
        let (a, b, c, d) = (node(column, row), node(column + 1, row), node(column, row + 1), node(column + 1, row + 1));
        std::array::from_fn(|part| mix(mix(a[part], b[part], right), mix(c[part], d[part], right), down))
    }

    fn at(&self, x: usize, y: usize) -> [f32; 3] {
        let (units, body) = self.place(x as f32, y as f32);
        let [unit_x, unit_y] = units;
        let light = 1.04 - 0.32 * ((unit_x + 150.0).powi(2) + (unit_y + 190.0).powi(2)) / (UNITS * UNITS);
        match self.plate.framing {
            Framing::Dermoscopic => return self.through_dermatoscope(units, body, x, y),
            Framing::CloseUp => {
                if let Some(ruler) = self.ruler(unit_x, unit_y) {
                    return ruler.map(|part| part * light);
                }
            }
            Framing::Overview => {}
        }
        let node = self.node(x, y);
        let outside = node[0] / self.mm;
        if outside > 1.0 {
            return self.background(units, outside, light);
        }
        let skin = self.skin(units, body, &node, light);
        if outside <= -1.0 {
            return skin;
        }
        let behind = self.background(units, 1.0, light);
        let edge = step(1.0, -1.0, outside);
        std::array::from_fn(|part| mix(behind[part], skin[part], edge))
    }

    /// A royal blue cloth or a grey wall, darker in the body's shadow.
    fn background(&self, [x, y]: [f32; 2], outside: f32, light: f32) -> [f32; 3] {
        let textures = self.textures;
        if !self.plate.part.lies_on_cloth() {
            let shade = (0.80 + 0.20 * step(0.0, 60.0, outside)) * (1.0 + 0.03 * textures.fine.at(x * 0.9, y * 0.9));
            let wall = 1.0 + 0.10 * textures.mottling.at(x * 0.15, y * 0.15);
            return [0.140, 0.152, 0.172].map(|part| part * light * shade * wall);
        }
        let weave = 0.10 * ((x * 1.6).sin() + (y * 1.6).sin()) + 0.16 * textures.mottling.at(x * 0.6, y * 0.6);
        let shadow = 1.0 - 0.55 * step(90.0, 0.0, outside) * if y > 0.0 { 1.0 } else { 0.5 };
        [0.020, 0.062, 0.27].map(|part| part * light * shadow * (1.0 + weave))
    }

    /// A paper ruler along the lower edge, a mark at every millimetre.
    fn ruler(&self, x: f32, y: f32) -> Option<[f32; 3]> {
        let half_height = UNITS / 2.0 * self.plate.height as f32 / self.plate.width.max(self.plate.height) as f32;
        let edge = half_height - 92.0 + x * 0.02;
        if y < edge {
            return None;
        }
        let millimetres = (x + UNITS) * self.mm;
        let nearest = millimetres.round();
        let length = match nearest as u32 {
            n if n.is_multiple_of(10) => 52.0,
            n if n.is_multiple_of(5) => 38.0,
            _ => 24.0,
        };
        let marked = (millimetres - nearest).abs() < 0.09 && y - edge < length;
        let paper = 0.80 + 0.02 * self.textures.fine.at(x, y);
        Some(if marked { [0.02; 3] } else { [paper, paper, paper * 0.97] })
    }

    /// A round field in even, polarised light: no shine, no furrows.
    fn through_dermatoscope(&self, [x, y]: [f32; 2], body: [f32; 2], column: usize, row: usize) -> [f32; 3] {
        let half_height = UNITS / 2.0 * self.plate.height as f32 / self.plate.width.max(self.plate.height) as f32;
        let away = x.hypot(y) / (half_height * 0.96);
        if away > 1.0 {
            return [0.004; 3];
        }
        // A scale at the right rim, a mark at every millimetre.
        let mm = y * self.mm;
        if (x - half_height * 0.80).abs() < 16.0 && (mm - mm.round()).abs() < 0.05 && y.abs() < half_height * 0.45 {
            return [0.01; 3];
        }
        let node = self.node(column, row);
        let skin =
            self.skin([x, y], body, &[-9.0, 0.0, 0.0, node[3], node[4], 0.0, node[6], 0.0], 1.08 - 0.22 * away * away);
        let rim = step(1.0, 0.97, away);
        skin.map(|part| part * rim)
    }

    fn skin(&self, [x, y]: [f32; 2], body: [f32; 2], node: &Node, light: f32) -> [f32; 3] {
        let &[_, right, down, melanin, blood, hair, nail, dark] = node;
        let textures = self.textures;
        let (u, v) = (x + self.shift, y + self.shift);
        let mottled = textures.mottling.at(u * 0.55, v * 0.55);
        let fine = textures.fine.at(u * 0.8, v * 0.8);
        let (over_x, over_y) = (body[0] - self.anchor[0], body[1] - self.anchor[1]);
        let added = self.change.at(over_x, over_y);
        let relief = self.relief([u, v], body, (over_x, over_y), &added) * (1.0 - nail) * (1.0 - 0.8 * hair);
        let melanin = melanin
            + added.melanin * (1.0 - nail)
            + added.in_nail * nail
            + 0.045 * mottled
            + 0.02 * fine
            + self.spots(body);
        let blood = blood + added.blood * (1.0 - nail) + 0.07 * textures.mottling.at(u * 0.8 + 170.0, v * 0.8 + 30.0);
        // The lamp stands above on the left.
        let facing = (0.80 - 0.42 * right - 0.52 * down) / (1.0 + right * right + down * down).sqrt();
        let lit = light * (0.30 + 0.70 * (facing / 0.80).max(0.0));
        let shine = self.shine(&added, relief, lit, nail, right) * (1.0 - dark) * (1.0 - hair);
        // Hair is on few pictures, and worked out only there.
        let (strands, hair) = if hair > 0.0 { self.strands(u, v, hair) } else { (0.0, 0.0) };
        let pale = self.pale;
        std::array::from_fn(|part| {
            let skin = mix(self.skin[part], mix(self.skin[part], NAIL_BED[part], 0.55), nail);
            let bare = skin * (-melanin * MELANIN[part] - blood * HAEMOGLOBIN[part]).exp();
            let scaly = mix(bare, SCALE[part] * (0.35 + 0.65 * pale), added.scale * (1.0 - nail));
            let crusted = mix(scaly, CRUST[part] * (0.45 + 0.55 * pale), added.crust * (1.0 - nail));
            let covered = mix(crusted, CLOT[part], added.clot * (1.0 - nail));
            let hairy = self.hair[part] * strands.max(0.1) + 0.02 * step(0.5, 1.0, strands) * lit;
            mix(covered, hairy, hair) * lit * (1.0 + 0.55 * relief) * (1.0 - dark) + shine
        })
    }

    fn shine(&self, added: &Added, relief: f32, lit: f32, nail: f32, right: f32) -> f32 {
        let faces = step(0.10, 0.55 + 0.3 * added.gloss, relief + 0.04 + 0.35 * added.gloss * relief.max(0.0));
        let plate = if nail > 0.0 { 0.05 * nail * step(0.02, 0.10, 0.14 - (right + 0.35).abs()) } else { 0.0 };
        (0.035 + 0.16 * added.gloss + 0.10 * nail) * faces * lit + plate
    }

    /// How bright the hairs are at a place, and how much they cover.
    fn strands(&self, u: f32, v: f32, hair: f32) -> (f32, f32) {
        let Textures { fine, mottling, .. } = self.textures;
        let strands = 0.75 + 0.55 * fine.at(u * 1.7, v * 0.35) + 0.3 * mottling.at(u * 2.2, v * 0.5);
        (strands, hair * step(-0.45, 0.05, fine.at(u * 1.1, v * 0.4) + 2.2 * hair - 1.2))
    }

    /// How much the surface turns towards the lamp, by its furrows and by the change.
    fn relief(&self, [u, v]: [f32; 2], body: [f32; 2], (x, y): (f32, f32), here: &Added) -> f32 {
        let far = match self.plate.framing {
            Framing::Dermoscopic => return 0.0,
            Framing::CloseUp => 1.0,
            Framing::Overview => 1.85,
        };
        let furrows = |off: f32| {
            let flat = 1.0 - 0.6 * here.height.min(1.0);
            if self.plate.part.is_ridged() && self.plate.framing == Framing::CloseUp {
                let off = off * self.mm;
                return -0.30 * ridge(self.textures, body[0] + off, body[1] + off) * flat
                    + 0.42 * self.textures.furrows.at(u + off / self.mm, v + off / self.mm);
            }
            0.30 * self.textures.furrows.at((u + off) * 0.75, (v + off) * 0.75) * flat
        };
        let grain = |off: f32| 0.10 * self.textures.fine.at((u + off) * 1.3, (v + off) * 1.3);
        let mut uphill = furrows(-1.2) + grain(-1.2) - furrows(1.2) - grain(1.2);
        if here.height != 0.0 {
            let off = 1.2 * self.mm;
            let height = |off: f32| self.change.at(x + off, y + off).height;
            uphill += 0.45 * (height(-off) - height(off)).clamp(-2.0, 2.0);
        }
        -uphill.clamp(-1.0, 1.0) / far
    }

    /// What decades of sun leave.
    fn spots(&self, [x, y]: [f32; 2]) -> f32 {
        if self.plate.age < 60 || !self.plate.part.is_exposed() || self.plate.framing == Framing::Dermoscopic {
            return 0.0;
        }
        let many = (self.plate.age as f32 - 50.0) / 40.0;
        0.22 * many * step(0.62, 0.74, self.textures.shape.at(x * 15.0 + self.shift, y * 15.0))
    }
}

/// Soles are paler than the rest, the more so the darker that is.
fn skin(plate: &Plate) -> [f32; 3] {
    let skin = plate.skin.colour().map(linear);
    let pale = if plate.part.is_ridged() { 0.6 } else { 0.0 };
    std::array::from_fn(|part| mix(skin[part], [0.60, 0.37, 0.27][part], pale))
}

fn hair(skin: SkinType, age: u32) -> [f32; 3] {
    let young = match skin {
        SkinType::I => [0.16, 0.070, 0.028],
        SkinType::II => [0.075, 0.042, 0.024],
        SkinType::III => [0.030, 0.019, 0.013],
        SkinType::IV | SkinType::V | SkinType::VI => [0.014, 0.011, 0.010],
    };
    let grey = ((age as f32 - 52.0) / 18.0).clamp(0.0, 1.0);
    std::array::from_fn(|part| mix(young[part], [0.42, 0.41, 0.40][part], grey))
}
