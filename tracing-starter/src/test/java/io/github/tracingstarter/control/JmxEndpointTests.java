package io.github.tracingstarter.control;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests of the operations of the endpoint over JMX.
 */
class JmxEndpointTests {

	private static final String PROBABILITY = "tracing.sampling.probability";

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	@Test
	void readsChangesAndUndoes() throws Exception {
		try (ConfigurableApplicationContext application = run("--tracing.control.writable=true")) {
			Changes changes = application.getBean(Changes.class);
			assertThat(invoke("tracing")).containsEntry("writable", true).containsKeys("properties", "rules", "yaml");
			assertThat(invoke("change", PROBABILITY, "0.5", null).toString()).contains("by=JMX");
			assertThat(changes.get(PROBABILITY, null).value()).isEqualTo("0.5");
			assertThat(invoke("changeAll", "{tracing.web.exclude: [/a, /b]}", "10m").toString()).contains("until=");
			assertThat(changes.get("tracing.web.exclude", null).value()).isEqualTo("/a, /b");
			assertThat(changes.until("tracing.web.exclude")).isNotNull();
			invoke("undo", "2");
			assertThat(changes.get("tracing.web.exclude", null).value()).isEmpty();
			invoke("change", PROBABILITY, null, null);
			assertThat(changes.get(PROBABILITY, null).value()).isEqualTo("1.0");
			assertThat(changes.history().get(0).who()).isEqualTo("JMX");
		}
	}

	@Test
	void badInputIsSaidAndChangesNothing() throws Exception {
		try (ConfigurableApplicationContext application = run("--tracing.control.writable=true")) {
			assertThatException().isThrownBy(() -> invoke("change", PROBABILITY, "many", null))
				.withMessageContaining("tracing.sampling.probability=many cannot be used because it is not a number. "
						+ "Write 1.0 for all traces");
			assertThatException().isThrownBy(() -> invoke("undo", "x"))
				.withMessageContaining("it is not the number of a change");
			assertThat(application.getBean(Changes.class).history()).isEmpty();
		}
	}

	@Test
	void withoutTheSwitchNothingIsWritten() throws Exception {
		try (ConfigurableApplicationContext application = run()) {
			assertThat(invoke("tracing")).containsEntry("writable", false);
			for (Object[] call : List.of(new Object[] { "change", PROBABILITY, "0.5", null },
					new Object[] { "changeAll", "{tracing.sampling.probability: 0.5}", null },
					new Object[] { "undo", "1" })) {
				assertThatException()
					.isThrownBy(() -> invoke((String) call[0], Arrays.copyOfRange(call, 1, call.length)))
					.withMessageContaining("Set tracing.control.writable=true where the application starts.");
			}
			assertThat(application.getBean(Changes.class).history()).isEmpty();
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		String[] all = Arrays.copyOf(arguments, arguments.length + 3);
		all[arguments.length] = "--spring.jmx.enabled=true";
		all[arguments.length + 1] = "--management.endpoints.jmx.exposure.include=tracing";
		all[arguments.length + 2] = "--management.endpoints.jmx.domain=tracing.test";
		return ControlApplication.run("servlet", all);
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> invoke(String operation, Object... arguments) throws Exception {
		ObjectName name = new ObjectName("tracing.test:type=Endpoint,name=Tracing");
		MBeanOperationInfo info = Arrays.stream(this.server.getMBeanInfo(name).getOperations())
			.filter((each) -> each.getName().equals(operation))
			.findFirst()
			.orElseThrow();
		String[] types = Arrays.stream(info.getSignature())
			.map((parameter) -> parameter.getType())
			.toArray(String[]::new);
		return (Map<String, Object>) this.server.invoke(name, operation, arguments, types);
	}

}
