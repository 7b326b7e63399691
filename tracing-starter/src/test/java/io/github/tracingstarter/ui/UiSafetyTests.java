package io.github.tracingstarter.ui;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;

import io.github.tracingstarter.testing.RecordedSpans;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The rules of the page, on a real Tomcat.
 */
class UiSafetyTests {

	private static final String API = "/tracing/api/v1";

	private static final String JSON = "Content-Type: application/json";

	private static final String NAMES = "The traces are shown under the name localhost only. "
			+ "To show them under another name of this machine, add it to tracing.ui.allowed-hosts.\n";

	private static final String PROXY = "The traces are not shown through a proxy. "
			+ "To show them to users of the application, set tracing.ui.access=authenticated.\n";

	private static final String MACHINE = "The traces are shown to requests from this machine only. "
			+ "To show them to users of the application, set tracing.ui.access=authenticated.\n";

	private static ConfigurableApplicationContext context;

	private static RawHttp http;

	private static String token;

	@BeforeAll
	static void start() {
		context = UiTestApplication.run("tracing.ui.allowed-hosts=App.localhost,second.test");
		http = RawHttp.to(context);
		token = "X-Tracing-Token: " + context.getBean(UiGate.class).token();
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "localhost:8080", "LOCALHOST", "localhost.", "localhost.:80", "127.0.0.1",
			"127.0.0.1:9", "[::1]", "[::1]:8080", "app.localhost", "APP.localhost.:1", "second.test" })
	void namesOfThisMachine(String host) {
		assertThat(http.get("/tracing/", "Host: " + host).status()).isEqualTo(200);
		assertThat(http.get(API + "/meta", "Host: " + host).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "localhost.evil.example", "evil-localhost", "127.0.0.2", "[::2]",
			"10.0.0.1", "xlocalhost", "localhost..", "second.test.evil", "0.0.0.0" })
	void otherNamesAreRefusedAndNotRepeated(String host) {
		RawHttp.Response response = http.get("/tracing/", "Host: " + host);
		assertThat(response.status()).isIn(403, 400);
		if (response.status() == 403) {
			assertThat(response.body()).isEqualTo(NAMES);
			assertThat(response.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
			assertSafe(response);
		}
		assertThat(http.get(API + "/meta", "Host: " + host).body()).doesNotContain("token").doesNotContain(host);
	}

	@Test
	void aMissingRepeatedOrMalformedHostIsRefused() {
		assertThat(http.sendRaw("GET /tracing/ HTTP/1.0\r\n\r\n").body()).isEqualTo(NAMES);
		for (String hosts : new String[] { "Host: localhost\r\nHost: evil.example\r\n",
				"Host: localhost\r\nHost: localhost\r\n", "Host:\r\n", "Host: localhost:x\r\n",
				"Host: localhost:99999\r\n", "Host: a@localhost\r\n", "Host: [::1\r\n", "Host: localhost,evil\r\n" }) {
			assertThat(http.sendRaw("GET /tracing/ HTTP/1.1\r\nConnection: close\r\n%s\r\n".formatted(hosts)).status())
				.as(hosts)
				.isIn(400, 403);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Forwarded: for=127.0.0.1", "X-Forwarded-For: 127.0.0.1", "x-forwarded-host: localhost",
			"X-Forwarded-Proto: http", "X-Forwarded-Prefix: /", "X-Forwarded-Anything: 1", "X-REAL-IP: 127.0.0.1",
			"X-Forwarded-For:", "Via: 1.1 proxy", "via: 2 edge", "CF-Connecting-IP: 127.0.0.1",
			"CF-Connecting-IPv6: ::1", "CF-Ray: 1", "True-Client-IP: 127.0.0.1", "X-Client-IP: 127.0.0.1",
			"Fastly-Client-IP: 127.0.0.1", "X-Cluster-Client-IP: 127.0.0.1", "WL-Proxy-Client-IP: 127.0.0.1",
			"X-Azure-ClientIP: 127.0.0.1", "X-Original-Forwarded-For: 127.0.0.1", "CDN-Loop: edge" })
	void aProxyIsRefused(String header) {
		RawHttp.Response response = http.get("/tracing/", header);
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.body()).isEqualTo(PROXY);
		assertThat(http.get(API + "/meta", header).status()).isEqualTo(403);
		assertThat(http.send("POST", "/v1/traces", "{}", JSON, header).status()).isEqualTo(403);
	}

	@Test
	void anotherMachineIsRefused() throws Exception {
		RawHttp other = http.from(ownAddress());
		RawHttp.Response response = other.get("/tracing/", "Host: localhost");
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.body()).isEqualTo(MACHINE);
		assertThat(other.send("POST", "/v1/traces", "{}", JSON, "Host: localhost").status()).isEqualTo(403);
		assertThat(other.get("/hello").body()).isEqualTo("hello");
	}

	@Test
	void thisMachineOverIpv6() throws Exception {
		InetAddress loopback = InetAddress.getByName("::1");
		assumeThat(NetworkInterface.getByInetAddress(loopback)).isNotNull();
		assertThat(http.from(loopback).get("/tracing/", "Host: [::1]").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "false, framework", "false, native", "true, framework", "true, native" })
	void noServerBelievesForwardedHeaders(boolean jetty, String strategy) throws Exception {
		try (ConfigurableApplicationContext forwarding = UiTestApplication.run("jetty=" + jetty,
				"server.forward-headers-strategy=" + strategy)) {
			RawHttp local = RawHttp.to(forwarding);
			assertThat(local.get("/tracing/").status()).isEqualTo(200);
			assertThat(local.get("/tracing/", "X-Forwarded-For: 127.0.0.1").body()).isEqualTo(PROXY);
			assertThat(local.get("/tracing/", "X-Forwarded-Host: localhost", "Host: evil.example").status())
				.isEqualTo(403);
			RawHttp other = local.from(ownAddress());
			for (String header : new String[] { "X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: ::1",
					"Forwarded: for=127.0.0.1", "X-Real-IP: 127.0.0.1", "X-Client-IP: 127.0.0.1" }) {
				assertThat(other.get("/tracing/", "Host: localhost", header).status()).as(header).isEqualTo(403);
			}
		}
	}

	@Test
	void aHeaderThatTomcatWasToldToBelieveIsSeenBeforeItTakesItAway() {
		try (ConfigurableApplicationContext tomcat = UiTestApplication
			.run("server.tomcat.remoteip.remote-ip-header=X-Client-IP")) {
			RawHttp local = RawHttp.to(tomcat);
			assertThat(local.get("/tracing/").status()).isEqualTo(200);
			assertThat(local.get("/tracing/", "X-Client-IP: 127.0.0.1").body()).isEqualTo(PROXY);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Via: 1.1 proxy", "CF-Connecting-IP: 127.0.0.1", "True-Client-IP: 127.0.0.1",
			"X-Client-IP: 127.0.0.1", "Fastly-Client-IP: 127.0.0.1" })
	void aProxyIsRefusedOnJetty(String header) {
		try (ConfigurableApplicationContext jetty = UiTestApplication.run("jetty=true")) {
			assertThat(RawHttp.to(jetty).get("/tracing/", header).body()).isEqualTo(PROXY);
		}
	}

	@Test
	void theSameRulesOnJetty() {
		try (ConfigurableApplicationContext jetty = UiTestApplication.run("jetty=true")) {
			RawHttp other = RawHttp.to(jetty);
			assertThat(other.get("/tracing").header("Location")).isEqualTo("tracing/");
			assertSafe(other.get("/tracing/"));
			assertThat(other.get("/tracing/lit-html.js").status()).isEqualTo(200);
			assertThat(other.get("/tracing/", "Host: evil.example").body()).isEqualTo(NAMES);
			assertThat(other.get("/tracing/..%2fhello").status()).isIn(400, 404);
			String jettyToken = "X-Tracing-Token: " + jetty.getBean(UiGate.class).token();
			assertThat(other.send("POST", API + "/echo", "{}", JSON, jettyToken).body()).contains("\"bytes\":2");
			assertThat(other.send("POST", API + "/echo", "{}", JSON).status()).isEqualTo(403);
			assertThat(other.send("POST", API + "/echo", "", JSON, jettyToken, "Content-Length: 16777217").status())
				.isEqualTo(413);
			assertThat(other.send("HEAD", "/tracing/", "").body()).isEmpty();
			assertThat(other.get("/hello").body()).isEqualTo("hello");
		}
	}

	@Test
	void overHttp2TheAuthorityIsTheHost() throws Exception {
		try (ConfigurableApplicationContext http2 = UiTestApplication.run("server.http2.enabled=true")) {
			HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
			URI uri = URI.create("http://localhost:%d/tracing/".formatted(RawHttp.to(http2).port()));
			for (int i = 0; i < 2; i++) {
				HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri).build(),
						HttpResponse.BodyHandlers.ofString());
				assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
				assertThat(response.statusCode()).isEqualTo(200);
			}
		}
	}

	@Test
	void aPageOfAnotherSiteReadsNothing() {
		for (String site : new String[] { "cross-site", "same-site", "something-new" }) {
			RawHttp.Response response = http.get(API + "/meta", "Sec-Fetch-Site: " + site);
			assertThat(response.status()).isEqualTo(403);
			assertThat(response.body()).isEqualTo("{\"error\":\"Requests from other sites are refused.\"}");
			assertThat(http.send("POST", "/v1/traces", "{}", JSON, "Sec-Fetch-Site: " + site).status()).isEqualTo(403);
			assertThat(http.get("/tracing/", "Sec-Fetch-Site: " + site).status()).isEqualTo(200);
		}
		assertThat(http.get(API + "/meta", "Sec-Fetch-Site: same-origin").status()).isEqualTo(200);
		assertThat(http.get(API + "/meta", "Sec-Fetch-Site: none").status()).isEqualTo(200);
	}

	@Test
	void aWriteNeedsTheToken() {
		assertThat(post("{}", JSON, token).body()).contains("\"bytes\":2", "\"accept\":\"null\"");
		for (String wrong : new String[] { "X-No-Token: 1", "X-Tracing-Token: ", "X-Tracing-Token: " + "0".repeat(32),
				token + "0", token + "\r\n" + token }) {
			RawHttp.Response response = post("{}", JSON, wrong);
			assertThat(response.status()).isEqualTo(403);
			assertThat(response.body()).isEqualTo("{\"error\":\"The X-Tracing-Token header is missing, or the "
					+ "application has restarted. Reload the page.\"}");
		}
		assertThat(http.send("DELETE", API + "/echo/1", "", JSON).status()).isEqualTo(403);
		assertThat(http.send("DELETE", API + "/echo/1", "", JSON, token).status()).isEqualTo(204);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json",
			"application/x-protobuf", "application/jsonx", "" })
	void aWriteIsJson(String type) {
		assertThat(post("{}", token, "Content-Type: " + type).status()).isEqualTo(415);
		assertThat(post("{}", token).status()).isEqualTo(415);
		assertThat(post("{}", token, "Content-Type: Application/JSON; charset=utf-8").status()).isEqualTo(200);
	}

	@Test
	void aWriteIsOfTheSameOrigin() {
		assertThat(post("{}", JSON, token, "Origin: http://localhost:" + http.port()).status()).isEqualTo(200);
		for (String origin : new String[] { "http://evil.example", "null", "https://localhost:" + http.port(),
				"http://localhost", "http://localhost:1", "http://127.0.0.1:" + http.port() }) {
			assertThat(post("{}", JSON, token, "Origin: " + origin).status()).as(origin).isEqualTo(403);
			assertThat(http.send("POST", "/v1/traces", "{}", JSON, "Origin: " + origin).status()).isEqualTo(403);
		}
	}

	@Test
	void noCorsHeaderEver() {
		String origin = "Origin: http://localhost:" + http.port();
		RawHttp.Response preflight = http.send("OPTIONS", API + "/echo", "", origin,
				"Access-Control-Request-Method: POST");
		assertThat(preflight.status()).isEqualTo(405);
		assertNoCors(preflight);
		assertNoCors(post("{}", JSON, token, origin));
		assertNoCors(http.get(API + "/meta", origin));
		assertNoCors(http.send("OPTIONS", "/v1/traces", "", origin, "Access-Control-Request-Method: POST"));
	}

	private static void assertNoCors(RawHttp.Response response) {
		assertThat(response.headers().keySet()).noneMatch((name) -> name.toLowerCase().startsWith("access-control"));
	}

	@Test
	void theBodyIsBounded() {
		RawHttp.Response announced = http.send("POST", API + "/echo", "", JSON, token, "Content-Length: 16777217");
		assertThat(announced.status()).isEqualTo(413);
		assertThat(announced.body()).isEqualTo("{\"error\":\"The body is larger than 16 MB.\"}");
		String chunks = ("100000\r\n" + "x".repeat(0x100000) + "\r\n").repeat(16);
		assertThat(http
			.send("POST", API + "/echo", "", JSON, token, "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n")
			.body()).contains("\"bytes\":16777216");
		assertThat(http
			.send("POST", API + "/echo", "", JSON, token,
					"Transfer-Encoding: chunked\r\n\r\n" + chunks + "1\r\nx\r\n0\r\n")
			.status()).isEqualTo(413);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/tracing/../application.properties", "/tracing/..%2f..%2fapplication.properties",
			"/tracing/%2e%2e/%2e%2e/META-INF/spring.factories", "/tracing//etc/passwd", "/tracing/./../hello.txt",
			"/tracing/lit-html.js/", "/tracing/tracing-ui/lit-html.js", "/tracing/..;/hello", "/tracing/nope.js",
			"/tracing/INDEX.HTML", "/tracing/lit-html.js%00.html", "/tracing/\\..\\x" })
	void onlyTheFilesOfThePage(String path) {
		assertThat(http.get(path).status()).isIn(400, 404);
	}

	@Test
	void files() {
		RawHttp.Response script = http.get("/tracing/lit-html.js");
		assertThat(script.status()).isEqualTo(200);
		assertThat(script.body()).contains("createPolicy(\"lit-html\"").doesNotContain("import ");
		assertThat(script.header("Content-Type")).isEqualTo("text/javascript;charset=UTF-8");
		assertThat(script.header("Cache-Control")).isEqualTo("no-cache");
		assertSafe(script);
		String tag = script.header("ETag");
		assertThat(tag).matches("\"[0-9a-f]{32}\"");
		RawHttp.Response unchanged = http.get("/tracing/lit-html.js", "If-None-Match: W/\"x\", " + tag);
		assertThat(unchanged.status()).isEqualTo(304);
		assertThat(unchanged.header("ETag")).isEqualTo(tag);
		assertThat(http.get("/tracing/lit-html.js", "If-None-Match: \"x\"").status()).isEqualTo(200);
		assertThat(http.get("/tracing/lit-html.LICENSE").body()).contains("BSD 3-Clause");
		RawHttp.Response index = http.get("/tracing/");
		assertThat(index.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
		assertSafe(index);
		assertThat(http.get("/tracing/index.html").body()).isEqualTo(index.body());
	}

	@Test
	void headHasNoBody() {
		RawHttp.Response get = http.get("/tracing/lit-html.js");
		RawHttp.Response head = http.send("HEAD", "/tracing/lit-html.js", "");
		assertThat(head.status()).isEqualTo(200);
		assertThat(head.body()).isEmpty();
		assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
		assertThat(http.send("HEAD", API + "/meta", "").status()).isEqualTo(200);
	}

	@Test
	void thePageWithoutItsSlashRedirects() {
		RawHttp.Response response = http.get("/tracing");
		assertThat(response.status()).isEqualTo(302);
		assertThat(response.header("Location")).isEqualTo("tracing/");
		assertSafe(response);
	}

	@ParameterizedTest
	@CsvSource({ "POST, /tracing/, 405, 'GET, HEAD'", "BREW, /tracing/app.js, 405, 'GET, HEAD'",
			"PUT, /tracing/api/v1/echo/1, 405, 'DELETE, GET, HEAD'", "GET, /tracing/api/v1/echo, 405, POST",
			"GET, /v1/traces, 405, POST", "GET, /tracing/api/v1/nope, 404, ''", "GET, /tracing/api/v2/meta, 404, ''",
			"POST, /tracing/api/v1/nope, 404, ''", "GET, /tracing/api/v1/echo/, 404, ''",
			"GET, /tracing/api/v1/echo/a/b, 404, ''" })
	void unknownMethodsAndPaths(String method, String path, int status, String allow) {
		RawHttp.Response response = http.send(method, path, "");
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.header("Allow")).isEqualTo(allow);
		assertSafe(response);
		if (path.contains("/v1/") || path.contains("/v2/")) {
			assertThat(response.header("Content-Type")).isEqualTo("application/json");
			assertThat(response.header("Cache-Control")).isEqualTo("no-store");
		}
	}

	@Test
	void templatesAndParameters() {
		assertThat(http.get(API + "/echo/a%20b?q=%C3%A4+b&q=2&x").body())
			.isEqualTo(http.get(API + "/echo/a%20b?q=%C3%A4%20b").body())
			.contains("\"id\":\"a b\"");
		assertThat(http.get(API + "/echo/1").body()).contains("\"q\":\"null\"");
		assertThat(http.get(API + "/echo/fixed").body()).isEqualTo("{\"id\":\"fixed\"}");
		RawHttp.Response malformed = http.get(API + "/echo/1?q=%zz");
		assertThat(malformed.status()).isEqualTo(400);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aFailureShowsNothingOfTheApplication(CapturedOutput output) {
		RawHttp.Response response = http.get(API + "/fail");
		assertThat(response.status()).isEqualTo(500);
		assertThat(response.body())
			.isEqualTo("{\"error\":\"The request failed. The application's log has the reason.\"}");
		assertSafe(response);
		assertThat(output.getAll()).contains("A request for the tracing page failed");
	}

	@Test
	void absoluteRoutesAreForLocalPrograms() {
		assertThat(http.send("POST", "/v1/traces", "{}", JSON).body()).isEqualTo("{\"bytes\":2}");
		assertThat(http.send("POST", "/v1/traces", "xyz", "Content-Type: application/x-protobuf").body())
			.isEqualTo("{\"bytes\":3}");
		assertThat(http.send("POST", "/v1/traces", "{}", "Content-Type: text/plain").status()).isEqualTo(415);
		assertThat(http.send("POST", "/v1/traces", "{}").status()).isEqualTo(415);
		assertThat(http.send("POST", "/v1/traces", "{}", JSON, "Host: evil.example").status()).isEqualTo(403);
		assertThat(http.send("POST", "/v1/traces/", "{}", JSON).status()).isEqualTo(404);
	}

	@Test
	void thePageMakesNoTraceAndNoTrouble() {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.clear();
		http.get("/tracing/");
		http.get(API + "/meta");
		http.get("/tracing/nope");
		http.send("POST", "/v1/traces", "{}", JSON);
		assertThat(http.get("/hello").body()).isEqualTo("hello");
		spans.await(1);
		assertThat(spans.tree()).isEqualTo("SERVER GET /hello\n");
		assertThat(http.get("/tracing-not").body()).isEqualTo("not the page");
	}

	@Test
	void meta() {
		Map<String, Object> meta = JsonParserFactory.getJsonParser().parseMap(http.get(API + "/meta").body());
		assertThat(meta).containsEntry("path", "/tracing")
			.containsEntry("baseUrl", "http://localhost:" + http.port())
			.containsEntry("sampleRequest", "/boom")
			.containsEntry("readOnly", false)
			.containsEntry("token", context.getBean(UiGate.class).token())
			.containsEntry("java", System.getProperty("java.version"))
			.containsEntry("ide", "idea")
			.doesNotContainKey("jaegerUrl");
		assertThat(meta.keySet()).contains("app", "instanceId", "startedAtUs", "nowUs", "profiles", "springBoot",
				"slowUs", "logs", "receiver");
		assertThat(String.valueOf(meta.get("instanceId"))).matches("[0-9a-f]{32}");
	}

	private static RawHttp.Response post(String body, String... headers) {
		return http.send("POST", API + "/echo", body, headers);
	}

	private static void assertSafe(RawHttp.Response response) {
		assertThat(response.header("Content-Security-Policy")).isEqualTo("default-src 'none'; script-src 'self'; "
				+ "style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; "
				+ "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html");
		assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(response.header("Cache-Control")).isIn("no-store", "no-cache");
	}

	private static InetAddress ownAddress() throws Exception {
		Optional<InetAddress> address = NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((candidate) -> candidate instanceof Inet4Address && !candidate.isLoopbackAddress())
			.findFirst();
		assumeThat(address).as("a second address of this machine").isPresent();
		return address.orElseThrow();
	}

}
