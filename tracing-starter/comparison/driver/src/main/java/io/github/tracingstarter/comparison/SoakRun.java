package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Runs an application with the starter for an hour, with everything switched on, and the
 * same application without it. Meanwhile everything around them is restarted. Fails if
 * something grows or does not recover.
 */
final class SoakRun {

	private static final List<Disturbance> DISTURBANCES = List.of(Disturbance.COLLECTOR, Disturbance.UPSTREAM,
			Disturbance.DATABASE, Disturbance.SILENCE, Disturbance.EVERYTHING, Disturbance.OVERLOAD,
			Disturbance.COLLECTOR, Disturbance.UPSTREAM, Disturbance.DATABASE, Disturbance.EVERYTHING,
			Disturbance.COLLECTOR);

	private static final int SAMPLE_SECONDS = 10;

	/** Every sixth sample is of the live heap. */
	private static final int COLLECT = 6;

	/** Between two changes of the settings. */
	private static final int CHANGE = 5;

	private static final double OUTAGE_SECONDS = 30;

	/** After this time, all must be as before. */
	private static final int RECOVERY_SECONDS = 30;

	/** More lines of the starter about one restart are a flood. */
	private static final int FLOOD = 8;

	/** More sockets than before are not due to requests that wait for something. */
	private static final int SOCKETS = 12;

	private final Options options;

	private final List<Soaked> applications = new ArrayList<>();

	private final List<Outage> outages = new ArrayList<>();

	/** The outage that has begun and not ended. */
	private @Nullable Outage current;

	private final List<String> complaints = new ArrayList<>();

	private double hours;

	private boolean begun;

	SoakRun(Options options) {
		this.options = options;
	}

	/** Everything that is off by default and can be on. */
	private Map<String, String> everythingOn() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("tracing.logs.enabled", "true");
		settings.put("tracing.logs.thread", "true");
		settings.put("tracing.logs.context", "*");
		settings.put("tracing.metrics.enabled", "true");
		settings.put("tracing.metrics.names", "both");
		settings.put("tracing.metrics.interval", "10s");
		settings.put("tracing.sampling.probability", "0.5");
		settings.put("tracing.sampling.keep.errors", "true");
		settings.put("tracing.sampling.keep.handled-errors", "true");
		settings.put("tracing.sampling.keep.slower-than", "p99");
		settings.put("tracing.rules[0].path", "/none/**");
		settings.put("tracing.rules[0].drop", "true");
		settings.put("tracing.rules[1].set.team", "shop");
		settings.put("tracing.ui.enabled", "true");
		settings.put("tracing.ui.receiver.enabled", "true");
		settings.put("tracing.ui.slow-threshold", "300ms");
		settings.put("tracing.ui.baselines.file",
				this.options.target().resolve("soak-baselines.json").toAbsolutePath().toString());
		settings.put("tracing.stacks.slower-than", "100ms");
		settings.put("tracing.jdbc.explain", "true");
		settings.put("tracing.jdbc.rows", "true");
		settings.put("tracing.jdbc.transactions", "true");
		settings.put("tracing.jdbc.without-parent", "true");
		settings.put("tracing.jdbc.bind-values", "slow-or-failed");
		settings.put("tracing.jdbc.slow-threshold", "20ms");
		settings.put("tracing.jdbc.comment", "all");
		settings.put("tracing.hibernate.enabled", "true");
		settings.put("tracing.methods.include", "io.github.tracingstarter.comparison.soak.**");
		settings.put("tracing.baggage.remote-fields", "tenant");
		settings.put("tracing.baggage.tag-fields", "tenant");
		settings.put("tracing.baggage.correlation-fields", "tenant");
		settings.put("tracing.web.response-header", "X-Trace-Id");
		settings.put("tracing.web.request-headers", "Host");
		settings.put("tracing.control.writable", "true");
		settings.put("tracing.control.file",
				this.options.target().resolve("soak-control.yaml").toAbsolutePath().toString());
		return settings;
	}

	/** Settings of the application, traced or not. */
	private static Map<String, String> common() {
		Map<String, String> settings = new LinkedHashMap<>();
		// Otherwise Tomcat has as many threads as were ever busy at the same time.
		settings.put("server.tomcat.threads.max", "20");
		settings.put("server.tomcat.threads.min-spare", "20");
		settings.put("spring.sql.init.mode", "always");
		settings.put("spring.datasource.hikari.connection-timeout", "2000");
		settings.put("spring.datasource.hikari.validation-timeout", "1000");
		// H2's failures do not tell the pool that a connection is broken, so each is
		// tested before it is used.
		settings.put("com.zaxxer.hikari.aliveBypassWindowMs", "0");
		settings.put("management.endpoints.web.exposure.include", "health,metrics,tracing");
		settings.put("logging.pattern.console", "%d{HH:mm:ss.SSS} %p %logger{255} %m %ex{short}%n%nopex");
		return settings;
	}

	void run() throws IOException, InterruptedException {
		List<Variant> variants = new ArrayList<>();
		for (Variant variant : this.options.variants()) {
			Map<String, String> settings = new LinkedHashMap<>(common());
			if (variant.isTraced()) {
				settings.putAll(everythingOn());
			}
			variants.add(variant.with(variant.name(), settings));
			Files.deleteIfExists(this.options.target().resolve("application-servlet-%s.log".formatted(variant.name())));
		}
		Options own = this.options.with(List.of(Endpoint.PING), variants);
		try (Surroundings surroundings = new Surroundings();
				Fleet fleet = Fleet.start(own, Queues.DEFAULT, surroundings, Cores.all());
				PrintWriter csv = new PrintWriter(Files.newBufferedWriter(this.options.target().resolve("soak.csv")))) {
			for (int i = 0; i < variants.size(); i++) {
				this.applications.add(new Soaked(fleet.applications().get(i), this.options.rates().get(i)));
			}
			soak(surroundings, csv);
			this.applications.forEach(Soaked::close);
		}
		Files.writeString(this.options.target().resolve("soak.svg"), chart());
	}

	private Soaked traced() {
		return this.applications.get(0);
	}

	private void soak(Surroundings surroundings, PrintWriter csv) throws IOException, InterruptedException {
		double seconds = 60 * this.options.minutes();
		Set<String> histograms = new HashSet<>();
		long start = System.nanoTime();
		double due = 0;
		for (int number = 0; this.hours * 3600 < seconds; number++) {
			double now = (System.nanoTime() - start) / 1e9;
			// On a busy machine, samples are left out: none is late.
			due = Math.max(due + SAMPLE_SECONDS, now + 1);
			StringBuilder event = new StringBuilder();
			while (now < due) {
				event.append(disturb(surroundings, now, seconds));
				Thread.sleep(200);
				now = (System.nanoTime() - start) / 1e9;
			}
			if (number % CHANGE == CHANGE - 1) {
				event.append(' ').append(traced().page().change().replace(',', ';').replace("\"", ""));
			}
			this.hours = now / 3600;
			// While something is away, what waits for it is in the heap.
			sample(number % COLLECT == 0 && this.current == null, event.toString().trim(), csv);
			if (now > seconds / 6 && histograms.add("early")) {
				histogram("early");
			}
			if (now > seconds * 5 / 6 && histograms.add("late")) {
				histogram("late");
			}
		}
	}

	/**
	 * Begins or ends a disturbance if it is time to.
	 * @return what happened, or nothing
	 */
	private String disturb(Surroundings surroundings, double now, double seconds) throws IOException {
		Outage outage = this.current;
		if (outage != null) {
			if (now < outage.begin + Math.min(OUTAGE_SECONDS, seconds / 40)) {
				return "";
			}
			outage.disturbance.end(surroundings, traced().application().spans());
			outage.end = now;
			this.current = null;
			return outage.disturbance + " ends ";
		}
		int next = this.outages.size();
		if (next == DISTURBANCES.size() || now < seconds * (next + 1) / (DISTURBANCES.size() + 1)) {
			return "";
		}
		outage = new Outage(DISTURBANCES.get(next), now, traced());
		this.outages.add(outage);
		this.current = outage;
		outage.disturbance.begin(surroundings, traced().application().spans());
		return outage.disturbance + " begins ";
	}

	private void sample(boolean collect, String event, PrintWriter csv) throws IOException, InterruptedException {
		for (Soaked application : this.applications) {
			Map<String, Double> values = application.sample(this.hours, collect);
			if (!this.begun) {
				this.begun = true;
				csv.println("second,application,event," + String.join(",", values.keySet()));
			}
			StringBuilder line = new StringBuilder(
					String.format(Locale.ROOT, "%.0f,%s,%s", this.hours * 3600, application.name(), event));
			for (double value : values.values()) {
				line.append(Double.isNaN(value) ? "," : String.format(Locale.ROOT, ",%.2f", value));
			}
			csv.println(line);
			csv.flush();
		}
		double second = this.hours * 3600;
		for (Outage outage : this.outages) {
			outage.sample(second, traced());
		}
		if (!event.isEmpty()) {
			System.out.printf(Locale.ROOT, "%.0f s: %s%n", second, event);
		}
	}

	private void histogram(String when) throws IOException {
		for (Soaked application : this.applications) {
			application.application()
				.histogram(this.options.target().resolve("soak-%s-%s.txt".formatted(application.name(), when)));
		}
	}

	private String chart() {
		return new SoakChart(this.hours).draw(this.applications.stream().map(Soaked::name).toList(),
				this.applications.stream().map(Soaked::curves).toList(),
				this.outages.stream().map((outage) -> outage.begin / 3600).toList());
	}

	String table() {
		MarkdownTable table = new MarkdownTable(2, "Curve", "Application", "Start", "¼", "½", "¾", "End",
				"Growth, second half, per hour", "Bound");
		for (int i = 0; i < traced().curves().size(); i++) {
			for (Soaked application : this.applications) {
				Curve curve = application.curves().get(i);
				double slope = curve.slope(this.hours / 2);
				table.row("%s %s".formatted(curve.name(), curve.unit()).trim(), application.name(), figure(curve.at(0)),
						figure(curve.at(this.hours / 4)), figure(curve.at(this.hours / 2)),
						figure(curve.at(this.hours * 3 / 4)), figure(curve.at(this.hours)),
						MarkdownTable.difference(slope, 1),
						application.isTraced() ? MarkdownTable.difference(curve.bound(), 0) : "");
				if (application.isTraced() && slope > curve.bound()) {
					this.complaints.add("%s grows by %.1f an hour".formatted(curve.name(), slope));
				}
			}
		}
		MarkdownTable restarts = new MarkdownTable(1, "Restarted", "From, s", "To, s", "Sockets more", "Log lines",
				"Spans from 30 s after", "Unexpected responses from 30 s after");
		for (Outage outage : this.outages) {
			restarts.row(outage.disturbance.name().toLowerCase(Locale.ROOT), figure(outage.begin), figure(outage.end),
					MarkdownTable.figure(outage.sockets, 0), outage.lines, outage.spans, outage.unexpected);
			outage.complain(this.complaints);
		}
		StringBuilder text = new StringBuilder(table.toString()).append('\n').append(restarts).append('\n');
		this.complaints.forEach((complaint) -> text.append(complaint).append('\n'));
		if (this.complaints.isEmpty()) {
			text.append("Nothing grows, and everything recovered.\n");
		}
		return text.toString();
	}

	private static String figure(double value) {
		return MarkdownTable.figure(value, (value < 100) ? 1 : 0);
	}

	/**
	 * Fails if something grew or did not recover.
	 */
	void check() {
		if (!this.complaints.isEmpty()) {
			throw new IllegalStateException(String.join("; ", this.complaints));
		}
	}

	/** An outage, and what came after it. */
	private static final class Outage {

		private final Disturbance disturbance;

		private final double begin;

		private final int linesBefore;

		private final double socketsBefore;

		private double sockets;

		private double end = Double.MAX_VALUE;

		private int lines;

		private long spansBefore = -1;

		private long spans;

		private long unexpected;

		private Outage(Disturbance disturbance, double begin, Soaked application) {
			this.disturbance = disturbance;
			this.begin = begin;
			this.linesBefore = application.lines().size();
			this.socketsBefore = application.sockets();
		}

		/** Counts lines until it is over, and then for as long what it must be like. */
		private void sample(double now, Soaked application) {
			if (this.end == Double.MAX_VALUE) {
				this.sockets = Math.max(this.sockets, application.sockets() - this.socketsBefore);
			}
			if (now < this.end + RECOVERY_SECONDS) {
				this.lines = application.lines().size() - this.linesBefore;
			}
			else if (now < this.end + RECOVERY_SECONDS + 3 * SAMPLE_SECONDS) {
				if (this.spansBefore < 0) {
					this.spansBefore = application.arrivedSpans();
				}
				else {
					this.spans = application.arrivedSpans() - this.spansBefore;
					this.unexpected += application.unexpected();
				}
			}
		}

		private void complain(List<String> complaints) {
			if (this.spans == 0) {
				complaints.add("no spans after %s".formatted(this.disturbance));
			}
			if (this.unexpected > 0) {
				complaints.add("%d unexpected responses after %s".formatted(this.unexpected, this.disturbance));
			}
			if (this.sockets > SOCKETS) {
				complaints.add("%.0f more sockets during %s".formatted(this.sockets, this.disturbance));
			}
			if (this.lines > FLOOD) {
				complaints.add("%d lines about %s".formatted(this.lines, this.disturbance));
			}
		}

	}

}
