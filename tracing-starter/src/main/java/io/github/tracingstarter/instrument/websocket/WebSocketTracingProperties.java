package io.github.tracingstarter.instrument.websocket;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of STOMP over WebSocket.
 *
 * @param enabled Whether handled messages have spans and sent messages carry their trace.
 */
@ConfigurationProperties("tracing.websocket")
record WebSocketTracingProperties(@DefaultValue("true") boolean enabled) {

}
