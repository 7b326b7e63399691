package io.github.tracingstarter.ui.traces;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StackTraceTests {

	private final StackTrace stackTraces = new StackTrace(new ApplicationClasses(List.of("com.acme")));

	@Test
	void framesAndCausesAreRead() {
		Map<String, Object> exception = read("""
				com.acme.OrderException: first line
				second line
				\tat com.acme.OrderService.price(OrderService.java:77)
				\tat app//com.acme.Orders$Inner.lambda$load$0(Orders.java:12)
				\tat java.base/java.lang.Thread.run(Thread.java:840)
				\tat com.acme.OrderService$$SpringCGLIB$$0.price(<generated>)
				\tat jdk.internal.Native.call(Native Method)
				\tSuppressed: java.lang.IllegalStateException: hidden
				\t\tat com.acme.Hidden.hide(Hidden.java:1)
				\tCaused by: java.lang.RuntimeException: hidden cause
				\t\tat com.acme.Hidden.hide(Hidden.java:2)
				Caused by: java.io.IOException
				\tat com.acme.PricingClient.fetch(PricingClient.java:31)
				\t... 48 more
				""");
		assertThat(exception).containsEntry("type", "com.acme.OrderException").containsEntry("message", "boom");
		assertThat(exception.get("frames")).isEqualTo(List.of(
				Map.of("text", "com.acme.OrderService.price(OrderService.java:77)", "app", true, "file",
						"OrderService.java", "line", 77, "className", "com.acme.OrderService"),
				Map.of("text", "app//com.acme.Orders$Inner.lambda$load$0(Orders.java:12)", "app", true, "file",
						"Orders.java", "line", 12, "className", "com.acme.Orders$Inner"),
				Map.of("text", "java.base/java.lang.Thread.run(Thread.java:840)", "app", false, "file", "Thread.java",
						"line", 840, "className", "java.lang.Thread"),
				Map.of("text", "com.acme.OrderService$$SpringCGLIB$$0.price(<generated>)", "app", false, "className",
						"com.acme.OrderService$$SpringCGLIB$$0"),
				Map.of("text", "jdk.internal.Native.call(Native Method)", "app", false, "className",
						"jdk.internal.Native")));
		assertThat(exception.get("causes")).isEqualTo(List.of(Map.of("type", "java.io.IOException", "frames",
				List.of(Map.of("text", "com.acme.PricingClient.fetch(PricingClient.java:31)", "app", true, "file",
						"PricingClient.java", "line", 31, "className", "com.acme.PricingClient")))));
	}

	@Test
	void aRealStackTraceIsRead() {
		IllegalStateException error = new IllegalStateException("outer: with colon", new RuntimeException("inner"));
		error.addSuppressed(new IllegalArgumentException("suppressed"));
		StringWriter text = new StringWriter();
		error.printStackTrace(new PrintWriter(text));
		Map<String, Object> exception = read(text.toString());
		assertThat((List<?>) exception.get("frames")).hasSameSizeAs(error.getStackTrace());
		assertThat(exception.get("causes")).asString().contains("java.lang.RuntimeException").contains("message=inner");
	}

	/**
	 * All frames of a cause are in common with the wrapping exception if both are thrown
	 * on one line.
	 */
	@Test
	void theCountOfCommonFramesIsNoPartOfAMessage() {
		for (String count : List.of("... 55 more", "... 55 common frames omitted")) {
			Map<String, Object> cause = readCause(
					"x\n\tat a.b(C.java:1)\nCaused by: a.B: two\nlines\n\t" + count + "\nCaused by: a.C: no\n");
			assertThat(cause.get("message")).isEqualTo("two\nlines");
		}
		assertThat(readCause("x\nCaused by: a.B: ... 55 more\n... 3 more\n").get("message"))
			.isEqualTo("... 55 more\n... 3 more");
	}

	@Test
	void hostileTextIsReadToTheEnd() {
		assertThat(read("").get("frames")).isEqualTo(List.of());
		assertThat(read("no stack trace at all").get("frames")).isEqualTo(List.of());
		assertThat((List<?>) read("x\n" + ("\tat " + "/a".repeat(50_000) + "\n").repeat(20)).get("frames")).hasSize(20);
		assertThat((List<?>) read("x\n" + "\tat a.b(C.java:1)\n".repeat(10_000)).get("frames")).hasSize(500);
	}

	@Test
	void aMessageOfManyLinesIsReadInOneGo() {
		String message = "line\n".repeat(200_000);
		assertThat(readCause("x\nCaused by: a.B: " + message + "\tat a.b(C.java:1)\n").get("message")).asString()
			.hasSize(message.length() - 1);
	}

	@Test
	void onlySoManyCausesAreKept() {
		assertThat((List<?>) read("x\n" + "Caused by: a.B: no\n".repeat(1000)).get("causes")).hasSize(20);
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> readCause(String text) {
		return ((List<Map<String, Object>>) Objects.requireNonNull(read(text).get("causes"))).get(0);
	}

	@Test
	void withoutKnownPackagesAllButFrameworksIsTheApplication() {
		ApplicationClasses classes = new ApplicationClasses(List.of());
		assertThat(classes.test("com.acme.Orders")).isTrue();
		assertThat(classes.test("org.springframework.web.client.RestClient")).isFalse();
		assertThat(new ApplicationClasses(List.of("com.acme")).test("com.acmeother.Orders")).isFalse();
	}

	private Map<String, Object> read(String text) {
		return Objects.requireNonNull(this.stackTraces.of(new TraceBuilder().internal("a", null, 0, 1)
			.failed("com.acme.OrderException", "boom", text)
			.build()
			.spans()
			.get(0)));
	}

}
