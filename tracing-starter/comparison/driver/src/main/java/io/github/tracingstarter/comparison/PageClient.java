package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Does with an application what people do: polls the list of its page, opens traces,
 * exports them, looks at the other pages, asks for the plan of a statement, closes the
 * browser before everything has arrived, and changes settings by Actuator.
 */
final class PageClient implements AutoCloseable {

	private static final Pattern TRACE = Pattern.compile("\"traceId\":\"([0-9a-f]{32})\"");

	private static final Pattern STATEMENT = Pattern
		.compile("\"spanId\":\"([0-9a-f]{16})\"(?:(?!\"spanId\").)*?\"name\":\"select ", Pattern.CASE_INSENSITIVE);

	private static final Pattern SEQUENCE = Pattern.compile("\"seq\":(\\d+)");

	private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

	private static final Pattern VALUE = Pattern.compile("\"(?:COUNT|VALUE)\"[^}]*?\"value\":([-0-9.E]+)");

	private static final List<String> PAGES = List.of("/meta", "/insights", "/map", "/logs", "/config", "/exporter",
			"/rates", "/rules", "/report", "/fields", "/traces?limit=50&q=status:5xx", "/traces?limit=50&q=sql%3E5");

	private static final List<String> CHANGES = List.of("{\"properties\":\"{tracing.sampling.probability: 0.1}\"}",
			"{\"properties\":\"{tracing.rules: [{path: /ping, drop: true}, {path: '/weather/**', rate: 5/s}, {set: {team: shop}}]}\"}",
			"{\"properties\":\"{tracing.jdbc.enabled: false}\",\"duration\":\"30s\"}",
			"{\"properties\":\"{tracing.sampling.probability: 1.0}\"}",
			"{\"properties\":\"{tracing.client.enabled: false, tracing.logs.level: warn}\",\"duration\":\"30s\"}",
			"{\"properties\":\"{tracing.export.paused: true}\",\"duration\":\"10s\"}",
			"{\"properties\":\"{tracing.web.exclude: [/ping]}\",\"duration\":\"30s\"}",
			"{\"properties\":\"{tracing.sampling: {probability: 0.01, target: 20/s}}\",\"duration\":\"30s\"}",
			"{\"properties\":\"{tracing.rules: [], tracing.sampling.probability: 0.5}\"}");

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(4))
		.build();

	private final int port;

	private final AtomicLong opened = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private volatile boolean closed;

	private int changes;

	PageClient(int port) {
		this.port = port;
	}

	/**
	 * Starts to use the page.
	 */
	void start() {
		Thread thread = new Thread(this::use, "page-client");
		thread.setDaemon(true);
		thread.start();
	}

	private void use() {
		String after = "0";
		for (int round = 0; !this.closed; round++) {
			try {
				Thread.sleep(1000);
				String list = page("/traces?limit=50&after=" + after);
				after = first(SEQUENCE, list, after);
				String trace = first(TRACE, list, "");
				if (!trace.isEmpty()) {
					open(trace, round);
				}
				page(PAGES.get(round % PAGES.size()));
				vanish(round);
			}
			catch (IOException ex) {
				this.failed.incrementAndGet();
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	private void open(String trace, int round) throws IOException, InterruptedException {
		String path = "/traces/" + trace;
		String content = page(path);
		page(switch (round % 4) {
			case 0 -> path + "/export?format=otlp";
			case 1 -> path + "/export?format=html";
			case 2 -> path + "/export?format=jaeger";
			default -> path + "/markdown";
		});
		String span = first(STATEMENT, content, "");
		if (!span.isEmpty() && round % 5 == 0) {
			String token = first(TOKEN, page("/meta"), "");
			count(this.client
				.send(request("/tracing/api/v1" + path + "/spans/" + span + "/explain").header("X-Tracing-Token", token)
					.header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.ofString("{}"))
					.build(), HttpResponse.BodyHandlers.ofString()));
		}
	}

	/** Requests much, reads little of it, and closes or resets the connection. */
	private void vanish(int round) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setReceiveBufferSize(4096);
			socket.setSoLinger(round % 2 == 0, 0);
			OutputStream out = socket.getOutputStream();
			out.write("GET /tracing/api/v1/traces?limit=1000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
				.getBytes(StandardCharsets.US_ASCII));
			InputStream in = socket.getInputStream();
			in.readNBytes((round % 3 == 0) ? 0 : 1000);
		}
	}

	private String page(String path) throws IOException, InterruptedException {
		return count(this.client.send(request("/tracing/api/v1" + path).build(), HttpResponse.BodyHandlers.ofString()));
	}

	private String count(HttpResponse<String> response) {
		this.opened.incrementAndGet();
		// A trace may have been evicted meanwhile.
		if (response.statusCode() >= 400 && response.statusCode() != 404) {
			if (this.failed.getAndIncrement() == 0) {
				System.out.printf("%s: %d %s%n", response.uri(), response.statusCode(), response.body());
			}
		}
		return response.body();
	}

	/**
	 * Makes the next change of the settings.
	 * @return the change
	 */
	String change() throws InterruptedException {
		String body = CHANGES.get(this.changes++ % CHANGES.size());
		try {
			HttpResponse<String> response = this.client
				.send(request("/actuator/tracing").header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.ofString(body))
					.build(), HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() >= 400) {
				System.out.printf("%s: %d %s%n", body, response.statusCode(), response.body());
				this.failed.incrementAndGet();
			}
		}
		catch (IOException ex) {
			this.failed.incrementAndGet();
		}
		return body;
	}

	/**
	 * Returns the sum of a meter's values, or NaN if there is none.
	 */
	double meter(String name) throws InterruptedException {
		try {
			HttpResponse<String> response = this.client.send(request("/actuator/metrics/" + name).build(),
					HttpResponse.BodyHandlers.ofString());
			return Double.parseDouble(first(VALUE, response.body(), "NaN"));
		}
		catch (IOException ex) {
			return Double.NaN;
		}
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(this.port, path)))
			.timeout(Duration.ofSeconds(10));
	}

	private static String first(Pattern pattern, @Nullable String text, String otherwise) {
		Matcher matcher = pattern.matcher((text != null) ? text : "");
		return matcher.find() ? matcher.group(1) : otherwise;
	}

	long opened() {
		return this.opened.get();
	}

	long failed() {
		return this.failed.get();
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
