package io.github.tracingstarter;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * Customizes the spans of requests to a WebFlux application. {@code customize} is called
 * when the response is complete or the client has disconnected: do not read the body of
 * the request, and do not change the response.
 */
@FunctionalInterface
public interface WebFluxSpanCustomizer extends SpanCustomizer<ServerHttpRequest, ServerHttpResponse> {

}
