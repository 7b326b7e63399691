package io.github.tracingstarter.ui.exchange;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.ui.store.TraceStore;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The client library of the Model Context Protocol, as assistants use it.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "tracing.ui.enabled=true", "tracing.ui.read-only=true", "tracing.exporters=none",
				"tracing.sampling.probability=1", "spring.application.name=shop", "spring.main.banner-mode=off",
				"spring.datasource.url=jdbc:h2:mem:mcp" })
@DirtiesContext
class McpTests {

	@LocalServerPort
	private int port;

	@Autowired
	private TraceStore store;

	private McpSyncClient client;

	@BeforeEach
	void connect() {
		this.store.clear();
		this.client = McpClient
			.sync(HttpClientStreamableHttpTransport.builder("http://localhost:" + this.port)
				.endpoint("/tracing/mcp")
				.build())
			.build();
		assertThat(this.client.initialize().serverInfo().name()).isEqualTo("tracing-starter");
	}

	@AfterEach
	void disconnect() {
		this.client.close();
	}

	@Test
	void theToolsOnlyRead() {
		List<McpSchema.Tool> tools = this.client.listTools().tools();
		assertThat(tools).extracting(McpSchema.Tool::name)
			.containsExactly("list_traces", "search_traces", "get_trace", "insights", "request_rates", "logs",
					"compare_traces");
		assertThat(tools).allSatisfy((tool) -> {
			assertThat(tool.annotations().readOnlyHint()).isTrue();
			assertThat(tool.description()).isNotBlank();
		});
	}

	@Test
	void anAssistantFindsWhatFailed() {
		new Http(this.port).get("/fine");
		new Http(this.port).get("/boom");
		List<?> found = items(call("search_traces", Map.of("q", "\"under water\"")));
		assertThat(found).hasSize(1);
		String id = String.valueOf(((Map<?, ?>) found.get(0)).get("traceId"));
		assertThat(call("get_trace", Map.of("id", id))).startsWith("# Trace of `GET /boom`")
			.contains("- failed: yes")
			.contains("## Exception")
			.contains("java.lang.IllegalStateException: the pump is under water")
			.contains("McpTests");
		assertThat(items(call("list_traces", Map.of("limit", 1)))).hasSize(1);
		String fine = String
			.valueOf(((Map<?, ?>) items(call("search_traces", Map.of("q", "path:/fine"))).get(0)).get("traceId"));
		assertThat(call("compare_traces", Map.of("id", fine, "with", id))).contains("\"compared\":1")
			.contains("\"name\":\"GET /fine\"")
			.contains("\"name\":\"GET /boom\"");
		assertThat(call("insights", Map.of())).contains("java.lang.IllegalStateException");
		assertThat(call("logs", Map.of("limit", 5))).contains("\"items\":");
	}

	@Test
	void whatIsWrongIsTold() {
		McpSchema.CallToolResult missing = this.client
			.callTool(new McpSchema.CallToolRequest("get_trace", Map.of("id", "0".repeat(31) + "1")));
		assertThat(missing.isError()).isTrue();
		assertThat(text(missing)).contains("not in the store");
		assertThatExceptionOfType(McpError.class)
			.isThrownBy(() -> this.client.callTool(new McpSchema.CallToolRequest("get_trace", Map.of())))
			.withMessageContaining("The argument 'id' is missing.");
		assertThatExceptionOfType(McpError.class)
			.isThrownBy(() -> this.client.callTool(new McpSchema.CallToolRequest("drop_all", Map.of())))
			.withMessageContaining("There is no tool 'drop_all'.");
	}

	private String call(String tool, Map<String, Object> arguments) {
		McpSchema.CallToolResult result = this.client.callTool(new McpSchema.CallToolRequest(tool, arguments));
		assertThat(result.isError()).as(text(result)).isFalse();
		return text(result);
	}

	private static String text(McpSchema.CallToolResult result) {
		return ((McpSchema.TextContent) result.content().get(0)).text();
	}

	private static List<?> items(String json) {
		return (List<?>) JsonParserFactory.getJsonParser().parseMap(json).get("items");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Shop {

		@Bean
		TomcatServletWebServerFactory tomcat() {
			return new TomcatServletWebServerFactory(0);
		}

		@GetMapping("/fine")
		String fine() {
			return "fine";
		}

		@GetMapping("/boom")
		String boom() {
			throw new IllegalStateException("the pump is under water");
		}

	}

}
