//! How good a model is: macro-F1, calibration, and the plot of it.

use super::net::Trust;
use super::{Model, Relations, Sample, Words};
use std::fmt::Write;

/// One held-out example: what it is, what was guessed, and how surely.
#[derive(Debug, Clone, Copy)]
pub struct Scored {
    pub gold: usize,
    pub guess: usize,
    pub confidence: f32,
    /// A rule of the codebook spoke, not the model.
    pub ruled: bool,
}

/// Figures of a held-out part.
#[derive(Debug, Clone)]
pub struct Report {
    pub count: usize,
    pub accuracy: f32,
    pub macro_f1: f32,
    /// Expected calibration error over ten bins of equal width.
    pub ece: f32,
    /// How many have a confidence of 0.9 and more, and what share of these is right.
    pub sure: usize,
    pub sure_right: f32,
    /// How many a rule of the codebook answered.
    pub ruled: usize,
    /// For each bin: count, mean confidence, share that is right.
    pub bins: Vec<(usize, f32, f32)>,
}

/// Guesses for labelled samples.
pub fn score(relations: &Relations, samples: &[Sample]) -> Vec<Scored> {
    let one = |s: &Sample| {
        let guess = relations.answer(&s.features, false);
        Scored { gold: s.classes[0].1, guess: guess.class, confidence: guess.confidence, ruled: guess.rule.is_some() }
    };
    samples.iter().map(one).collect()
}

impl Report {
    /// Reads the figures off guesses.
    pub fn of(scored: &[Scored]) -> Self {
        let right = |all: &[&Scored]| share(all.iter().filter(|s| s.gold == s.guess).count(), all.len());
        let all: Vec<&Scored> = scored.iter().collect();
        let sure: Vec<&Scored> = scored.iter().filter(|s| s.confidence >= 0.9).collect();
        let bin = |b: usize| {
            let inside: Vec<&Scored> = scored.iter().filter(|s| ((s.confidence * 10.0) as usize).min(9) == b).collect();
            let mean = inside.iter().map(|s| s.confidence).sum::<f32>() / inside.len().max(1) as f32;
            (inside.len(), mean, right(&inside))
        };
        let bins: Vec<(usize, f32, f32)> = (0..10).map(bin).collect();
        let ece = bins.iter().map(|&(n, mean, hit)| n as f32 * (mean - hit).abs()).sum::<f32>() / scored.len().max(1) as f32;
        Report {
            count: scored.len(),
            accuracy: right(&all),
            macro_f1: macro_f1(scored),
            ece,
            sure: sure.len(),
            sure_right: right(&sure),
            ruled: scored.iter().filter(|s| s.ruled).count(),
            bins,
        }
    }
}

fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

fn macro_f1(scored: &[Scored]) -> f32 {
    let classes: std::collections::BTreeSet<usize> = scored.iter().map(|s| s.gold).collect();
    let f1 = |&c: &usize| {
        let both = scored.iter().filter(|s| s.gold == c && s.guess == c).count();
        let either = scored.iter().filter(|s| s.gold == c).count() + scored.iter().filter(|s| s.guess == c).count();
        share(2 * both, either)
    };
    classes.iter().map(f1).sum::<f32>() / classes.len().max(1) as f32
}

/// Sets the temperature and the trust under which a held-out part is likeliest.
pub fn calibrate(model: &mut Model, words: &Words, samples: &[Sample]) {
    let logits: Vec<(Vec<f32>, usize)> = samples.iter().map(|s| (model.logits(&s.features, words), s.classes[0].1)).collect();
    let range = model.labels.range(0);
    let loss = |t: f32| -> f32 { logits.iter().map(|(l, gold)| -super::net::softmax(&l[range.clone()], t)[*gold].max(1e-9).ln()).sum() };
    model.temperature = least((10..=150).map(|i| i as f32 / 50.0), loss).unwrap_or(1.0);
    let best = |l: &[f32]| super::net::softmax(l, model.temperature).into_iter().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    let guesses: Vec<(f32, bool)> =
        logits.iter().filter_map(|(l, gold)| best(&l[range.clone()]).map(|(class, share)| (share, class == *gold))).collect();
    model.trust = fit(&guesses);
}

/// The line under which shares and what became of them are likeliest.
fn fit(guesses: &[(f32, bool)]) -> Trust {
    let trusts = (2..=40).flat_map(|slope| (-40..=40).map(move |shift| Trust { slope: slope as f32 / 20.0, shift: shift as f32 / 20.0 }));
    least(trusts, |trust| surprise(trust, guesses)).unwrap_or(Trust::PLAIN)
}

/// How unlikely what was right and wrong is.
fn surprise(trust: Trust, guesses: &[(f32, bool)]) -> f32 {
    let chance = |&(share, right): &(f32, bool)| if right { trust.confidence(share) } else { 1.0 - trust.confidence(share) };
    guesses.iter().map(chance).map(|p| -p.max(1e-9).ln()).sum()
}

fn least<T: Copy>(tried: impl Iterator<Item = T>, loss: impl Fn(T) -> f32) -> Option<T> {
    tried.map(|t| (t, loss(t))).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(t, _)| t)
}

/// An SVG of how confidence and truth agree.
pub fn plot(report: &Report) -> String {
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 420 400\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"420\" height=\"400\" fill=\"#fff\"/>\n\
         <path d=\"M50 350H380M50 350V20\" stroke=\"#333\" fill=\"none\"/>\n\
         <path d=\"M50 350L380 20\" stroke=\"#999\" stroke-dasharray=\"4 4\"/>\n",
    );
    for tick in 0..=5 {
        let (x, y, label) = (50 + 66 * tick, 350 - 66 * tick, tick as f32 / 5.0);
        let _ = writeln!(
            svg,
            "<text x=\"{x}\" y=\"368\" text-anchor=\"middle\">{label}</text><text x=\"42\" y=\"{}\" text-anchor=\"end\">{label}</text>",
            y + 4
        );
    }
    let most = report.bins.iter().map(|b| b.0).max().unwrap_or(1).max(1) as f32;
    for &(count, mean, hit) in report.bins.iter().filter(|b| b.0 > 0) {
        let (x, y) = (50.0 + 330.0 * mean, 350.0 - 330.0 * hit);
        let radius = 3.0 + 9.0 * (count as f32 / most).sqrt();
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"#2563eb\" fill-opacity=\"0.75\"><title>{count} pairs: confidence {mean:.2}, right {hit:.2}</title></circle>"
        );
    }
    let _ = write!(
        svg,
        "<text x=\"215\" y=\"388\" text-anchor=\"middle\">confidence</text>\n\
         <text x=\"14\" y=\"185\" text-anchor=\"middle\" transform=\"rotate(-90 14 185)\">share that is right</text>\n\
         <text x=\"60\" y=\"36\">{} held-out pairs, ECE {:.3}</text>\n</svg>\n",
        report.count, report.ece
    );
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_the_log_odds_mends_a_boast() {
        // Says 0.9 and is right in six of ten, says 0.6 and is right in four of ten.
        let of = |share: f32, right: usize| (0..100).map(move |i| (share, i < right));
        let guesses: Vec<(f32, bool)> = of(0.9, 60).chain(of(0.6, 40)).collect();
        let trust = fit(&guesses);
        assert!((trust.confidence(0.9) - 0.6).abs() < 0.04, "{trust:?}");
        assert!((trust.confidence(0.6) - 0.4).abs() < 0.04, "{trust:?}");
    }

    #[test]
    fn the_error_of_calibration_is_the_gap_between_word_and_truth() {
        let one = |gold: usize, confidence: f32| Scored { gold, guess: 1, confidence, ruled: false };
        let report = Report::of(&[one(1, 0.95), one(1, 0.95), one(0, 0.55), one(1, 0.55)]);
        assert!((report.ece - 0.05).abs() < 1e-5, "{report:?}");
        assert_eq!((report.sure, report.sure_right), (2, 1.0));
    }
}
