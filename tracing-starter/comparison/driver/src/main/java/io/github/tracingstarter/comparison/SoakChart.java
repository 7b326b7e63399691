package io.github.tracingstarter.comparison;

import java.util.List;
import java.util.Locale;

/**
 * The curves of a soak as a picture: a small diagram for each, with a line for each
 * application, and marks where something was restarted.
 */
final class SoakChart {

	private static final int WIDTH = 260;

	private static final int HEIGHT = 90;

	private static final int COLUMNS = 3;

	private static final int POINTS = 60;

	private static final List<String> COLORS = List.of("#2456c7", "#b25600");

	private final StringBuilder text = new StringBuilder();

	private final double hours;

	SoakChart(double hours) {
		this.hours = hours;
	}

	/**
	 * Draws the curves.
	 * @param names the names of the applications
	 * @param curves the curves of each application, in the same order
	 * @param marks when something happened, in hours from the start
	 */
	String draw(List<String> names, List<List<Curve>> curves, List<Double> marks) {
		int count = curves.get(0).size();
		int rows = (count + COLUMNS - 1) / COLUMNS;
		add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\" "
				+ "font-family=\"sans-serif\" font-size=\"10\">%n<rect width=\"%1$d\" height=\"%2$d\" fill=\"#fff\"/>%n",
				COLUMNS * WIDTH, rows * HEIGHT + 20);
		for (int i = 0; i < names.size(); i++) {
			add("<text x=\"%d\" y=\"14\" fill=\"%s\">%s</text>%n", 10 + i * 100, COLORS.get(i), names.get(i));
		}
		add("<text x=\"%d\" y=\"14\" fill=\"#5d6876\">gray: something was restarted</text>%n", 10 + names.size() * 100);
		for (int i = 0; i < count; i++) {
			int index = i;
			draw(curves.stream().map((all) -> all.get(index)).toList(), i % COLUMNS * WIDTH, 20 + i / COLUMNS * HEIGHT,
					marks);
		}
		add("</svg>%n");
		return this.text.toString();
	}

	private void draw(List<Curve> curves, int left, int top, List<Double> marks) {
		double max = curves.stream()
			.flatMap((curve) -> curve.values().stream())
			.mapToDouble(Double::doubleValue)
			.max()
			.orElse(1);
		max = (max > 0) ? max : 1;
		int bottom = top + HEIGHT - 8;
		int height = HEIGHT - 28;
		add("<text x=\"%d\" y=\"%d\" fill=\"#15191f\">%s, 0 to %,.0f %s</text>%n", left + 10, top + 12,
				curves.get(0).name(), max, curves.get(0).unit());
		for (double mark : marks) {
			add("<path d=\"M%1$d %2$dV%3$d\" stroke=\"#d8dde4\"/>%n", x(left, mark), bottom - height, bottom);
		}
		add("<path d=\"M%d %dh%d\" stroke=\"#7d8896\"/>%n", left + 10, bottom, WIDTH - 20);
		for (int i = 0; i < curves.size(); i++) {
			Curve curve = curves.get(i);
			StringBuilder points = new StringBuilder();
			for (int point = 1; point <= POINTS; point++) {
				double hour = this.hours * point / POINTS;
				points.append(x(left, hour))
					.append(',')
					.append(Math.round(bottom - height * curve.at(hour) / max))
					.append(' ');
			}
			if (!curve.values().isEmpty()) {
				add("<polyline fill=\"none\" stroke=\"%s\" points=\"%s\"/>%n", COLORS.get(i), points.toString().trim());
			}
		}
	}

	private int x(int left, double hour) {
		return (int) Math.round(left + 10 + (WIDTH - 20) * Math.min(1, hour / this.hours));
	}

	private void add(String format, Object... values) {
		this.text.append(String.format(Locale.ROOT, format, values));
	}

}
