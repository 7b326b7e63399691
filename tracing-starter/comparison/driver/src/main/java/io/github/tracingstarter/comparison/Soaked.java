package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * An application under a steady load, and what is known of it at any time.
 */
final class Soaked implements AutoCloseable {

	private static final double MEGABYTE = 1024 * 1024;

	private static final String OURS = "io.github.tracingstarter.";

	/** The application, links to slow and failed requests, and changes of settings. */
	private static final List<String> UNRELATED = List.of(OURS + "comparison.", ".RequestLog ", ".Changes ");

	private final Application application;

	private final SteadyLoad load;

	private final PageClient page;

	private final LongAdder arrivedSpans = new LongAdder();

	private final List<String> lines = new ArrayList<>();

	private final Map<String, Curve> curves = new LinkedHashMap<>();

	private long arrivedLogs;

	private long read;

	private long unexpected;

	Soaked(Application application, double rate) throws IOException {
		this.application = application;
		application.spans().watch((span) -> this.arrivedSpans.increment());
		this.load = new SteadyLoad(application.port(), rate);
		this.page = new PageClient(application.port());
		for (Curve curve : List.of(new Curve("heap after a collection", "MB", 10), new Curve("metaspace", "MB", 4),
				new Curve("compiled code", "MB", 12), new Curve("direct buffers", "MB", 2),
				new Curve("native memory", "MB", 24), new Curve("resident memory", "MB", 40),
				new Curve("classes", "", 400), new Curve("threads", "", 3), new Curve("open files", "", 6),
				new Curve("sockets", "", 6))) {
			this.curves.put(curve.name(), curve);
		}
		if (isTraced()) {
			this.page.start();
		}
	}

	Application application() {
		return this.application;
	}

	String name() {
		return this.application.name();
	}

	boolean isTraced() {
		return this.application.variant().isTraced();
	}

	PageClient page() {
		return this.page;
	}

	List<Curve> curves() {
		return List.copyOf(this.curves.values());
	}

	/**
	 * Returns the lines that the starter has logged, in their order, except those about
	 * requests and changes of settings.
	 */
	List<String> lines() {
		return this.lines;
	}

	/**
	 * Reads everything that is to be known.
	 * @param hour the time from the start
	 * @param collect whether garbage is collected before
	 * @return the values by their names
	 */
	Map<String, Double> sample(double hour, boolean collect) throws IOException, InterruptedException {
		Map<String, Double> values = new LinkedHashMap<>();
		SteadyLoad.Counts counts = this.load.take();
		this.unexpected = counts.unexpected();
		values.put("requests", (double) counts.answers().requests());
		values.put("unexpected", (double) counts.unexpected());
		values.put("skipped", (double) counts.skipped());
		values.put("p50 ms", counts.answers().millis(0.5));
		values.put("p99 ms", counts.answers().millis(0.99));
		Vitals vitals = this.application.vitals(collect);
		values.put("heap", vitals.heap() / MEGABYTE);
		curve(values, hour, "heap after a collection", collect ? vitals.heap() / MEGABYTE : Double.NaN);
		curve(values, hour, "metaspace", vitals.metaspace() / MEGABYTE);
		curve(values, hour, "compiled code", vitals.code() / MEGABYTE);
		curve(values, hour, "direct buffers", vitals.buffers() / MEGABYTE);
		curve(values, hour, "native memory", vitals.committed() / MEGABYTE);
		curve(values, hour, "resident memory", this.application.residentBytes() / MEGABYTE);
		curve(values, hour, "classes", vitals.classes());
		curve(values, hour, "threads", vitals.threads());
		curve(values, hour, "open files", vitals.files());
		curve(values, hour, "sockets", openSockets());
		values.put("cpu s", this.application.read().cpuNanos() / 1e9);
		for (String meter : List.of("spans.started", "spans.sampled", "spans.exported", "spans.dropped",
				"logs.exported", "logs.dropped", "queue.size", "queue.bytes", "traces.kept", "spans.unheld",
				"export.failures", "statements.repeated")) {
			values.put(meter, isTraced() ? this.page.meter("tracing." + meter) : Double.NaN);
		}
		this.arrivedLogs += this.application.spans().logs();
		this.application.spans().reset();
		values.put("spans arrived", this.arrivedSpans.doubleValue());
		values.put("log records arrived", (double) this.arrivedLogs);
		readLog();
		values.put("lines", (double) this.lines.size());
		values.put("pages", (double) this.page.opened());
		values.put("pages failed", (double) this.page.failed());
		return values;
	}

	private void curve(Map<String, Double> values, double hour, String name, double value) {
		values.put(name, value);
		Objects.requireNonNull(this.curves.get(name)).add(hour, value);
	}

	/**
	 * Returns how many responses of the last sample were unexpected.
	 */
	long unexpected() {
		return this.unexpected;
	}

	long arrivedSpans() {
		return this.arrivedSpans.sum();
	}

	/**
	 * Returns how many sockets were open at the last sample.
	 */
	double sockets() {
		List<Double> values = Objects.requireNonNull(this.curves.get("sockets")).values();
		return values.isEmpty() ? 0 : values.get(values.size() - 1);
	}

	private double openSockets() throws IOException {
		Path folder = Path.of("/proc/%d/fd".formatted(this.application.pid()));
		if (!Files.isDirectory(folder)) {
			return Double.NaN;
		}
		int count = 0;
		try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
			for (Path file : files) {
				try {
					count += Files.readSymbolicLink(file).toString().startsWith("socket:") ? 1 : 0;
				}
				catch (IOException ex) {
					// Closed meanwhile.
				}
			}
		}
		return count;
	}

	private void readLog() throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(this.application.log().toFile(), "r")) {
			byte[] added = new byte[(int) (file.length() - this.read)];
			file.seek(this.read);
			file.readFully(added);
			int end = added.length;
			while (end > 0 && added[end - 1] != '\n') {
				end--;
			}
			this.read += end;
			new String(added, 0, end, StandardCharsets.UTF_8).lines()
				.filter((line) -> line.contains(OURS) && UNRELATED.stream().noneMatch(line::contains))
				.forEach(this.lines::add);
		}
	}

	@Override
	public void close() {
		this.load.close();
		this.page.close();
		this.application.close();
	}

}
