package io.github.tracingstarter.instrument.httpclient;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the HTTP clients of libraries.
 *
 * @param enabled Whether to trace calls made with the JDK's HttpClient, Apache HttpClient
 * and OkHttp, and to send the headers of the trace. Has no effect if
 * tracing.client.enabled is false.
 */
@ConfigurationProperties("tracing.httpclient")
record HttpClientProperties(@DefaultValue("true") boolean enabled) {

}
