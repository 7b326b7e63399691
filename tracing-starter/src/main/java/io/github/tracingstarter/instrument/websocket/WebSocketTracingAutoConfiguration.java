package io.github.tracingstarter.instrument.websocket;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.messaging.simp.stomp.StompClientSupport;
import org.springframework.web.socket.messaging.WebSocketStompClient;

/**
 * Auto-configuration of the tracing of STOMP over WebSocket.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass({ WebSocketStompClient.class, StompClientSupport.class })
@EnableConfigurationProperties(WebSocketTracingProperties.class)
@ImportRuntimeHints(StompRuntimeHints.class)
@Instrumentation(id = "websocket", name = "WebSocket", description = "Messages over WebSocket with STOMP.",
		type = "org.springframework.web.socket.messaging.WebSocketStompClient", library = "spring-websocket",
		nothing = "no channel or client has been found so far")
public final class WebSocketTracingAutoConfiguration {

	@Bean
	static StompPostProcessor webSocketTracingPostProcessor(ObjectProvider<WebSocketTracingProperties> properties,
			ObjectProvider<Spans> spans, ObjectProvider<TracingReport> report) {
		return new StompPostProcessor(properties, spans, report);
	}

}
