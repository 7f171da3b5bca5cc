//! A picture of a screen: a test backend's buffer as SVG.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

const CELL: (f32, u32) = (8.4, 18);
const MARGIN: u32 = 10;
const INK: &str = "#d6dae1";
const PAPER: &str = "#16191e";
/// The sixteen colours of a terminal, as this picture's terminal has them.
const PALETTE: [&str; 16] = [
    "#1c1f24", "#d0575d", "#7fa650", "#d9a441", "#5b8ed6", "#b07cc6", "#4fa8a0", "#c8ccd4",
    "#6b7280", "#e5787d", "#9cc270", "#ecc06b", "#82aee8", "#c9a0dc", "#7cc7c0", "#ffffff",
];

/// The screen as SVG, in which runs of cells of one style are one text element.
pub(crate) fn picture(buffer: &Buffer, title: &str) -> String {
    let area = buffer.area;
    let width = (f32::from(area.width) * CELL.0) as u32 + 2 * MARGIN;
    let height = u32::from(area.height) * CELL.1 + 2 * MARGIN;
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">"#
    );
    let _ = writeln!(svg, "<title>{}</title>", escape(title));
    let _ = writeln!(
        svg,
        r#"<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>"#
    );
    let _ = writeln!(
        svg,
        r#"<g font-family="DejaVu Sans Mono, Noto Sans Mono CJK SC, Noto Sans Mono, monospace" font-size="14" xml:space="preserve">"#
    );
    for y in 0..area.height {
        for run in runs(buffer, y) {
            write_run(&mut svg, &run, y);
        }
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// Neighbouring cells of one style, all of the same width.
struct Run {
    x: u16,
    columns: u16,
    text: String,
    ink: Color,
    paper: Color,
    marks: Modifier,
}

fn runs(buffer: &Buffer, y: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut x = 0;
    while x < buffer.area.width {
        let cell = &buffer[(x, y)];
        let columns = (cell.symbol().width() as u16).max(1);
        let joins = columns == 1
            && runs.last().is_some_and(|run| {
                run.x + run.columns == x
                    && run.text.is_ascii() == cell.symbol().is_ascii()
                    && (run.ink, run.paper, run.marks) == (cell.fg, cell.bg, cell.modifier)
            });
        match runs.last_mut() {
            Some(run) if joins => {
                run.text.push_str(cell.symbol());
                run.columns += columns;
            }
            _ => runs.push(Run {
                x,
                columns,
                text: cell.symbol().to_owned(),
                ink: cell.fg,
                paper: cell.bg,
                marks: cell.modifier,
            }),
        }
        x += columns;
    }
    runs
}

fn write_run(svg: &mut String, run: &Run, y: u16) {
    let reversed = run.marks.contains(Modifier::REVERSED);
    let (mut ink, mut paper) = (colour(run.ink), colour(run.paper));
    if reversed {
        (ink, paper) = (Some(paper.unwrap_or(PAPER)), Some(ink.unwrap_or(INK)));
    }
    let x = f32::from(run.x) * CELL.0 + MARGIN as f32;
    let wide = f32::from(run.columns) * CELL.0;
    let top = u32::from(y) * CELL.1 + MARGIN;
    if let Some(paper) = paper {
        let _ = writeln!(
            svg,
            r#"<rect x="{x:.1}" y="{top}" width="{wide:.1}" height="{}" fill="{paper}"/>"#,
            CELL.1
        );
    }
    let underlined = run.marks.contains(Modifier::UNDERLINED);
    if run.text.trim().is_empty() && !underlined {
        return;
    }
    let mut style = String::new();
    for (mark, attribute) in [
        (Modifier::BOLD, r#" font-weight="bold""#),
        (Modifier::DIM, r#" opacity=".6""#),
        (Modifier::ITALIC, r#" font-style="italic""#),
        (Modifier::UNDERLINED, r#" text-decoration="underline""#),
    ] {
        if run.marks.contains(mark) {
            style.push_str(attribute);
        }
    }
    let _ = writeln!(
        svg,
        r#"<text x="{x:.1}" y="{}" fill="{}" textLength="{wide:.1}" lengthAdjust="spacingAndGlyphs"{style}>{}</text>"#,
        top + 14,
        ink.unwrap_or(INK),
        escape(&run.text)
    );
}

fn colour(colour: Color) -> Option<&'static str> {
    let index = match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        _ => return None,
    };
    Some(PALETTE[index])
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
