package io.github.tracingstarter.ui.traces;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the short tag of a span.
 */
class SpanTagTests {

	@ParameterizedTest
	@CsvSource(nullValues = "none", value = { "CLIENT,rpc.system,grpc,gRPC", "CLIENT,rpc.system.name,grpc,gRPC",
			"CLIENT,rpc.system,dubbo,RPC", "SERVER,rpc.system,grpc,RPC", "CLIENT,graphql.operation.name,hero,GQL",
			"CLIENT,gen_ai.system,openai,AI", "INTERNAL,gen_ai.operation.name,chat,AI",
			"CLIENT,http.request.method,GET,none", "CLIENT,url.full,http://a/,none", "CLIENT,peer.service,x,CALL",
			"SERVER,http.request.method,GET,none", "INTERNAL,rpc.system,grpc,none", "INTERNAL,anything,x,none",
			"CLIENT,db.system.name,redis,REDIS", "CLIENT,db.system.name,hazelcast,none",
			"CLIENT,db.system.name,mongodb,DB", "CLIENT,db.system.name,postgresql,none",
			"CONSUMER,messaging.system,kafka,none", "PRODUCER,rpc.system,grpc,none" })
	void aSpanIsTaggedByWhatItCalls(SpanKind kind, String key, String value, @Nullable String tag) {
		StoredSpan span = new TraceBuilder().span("span", null, "name", kind, 0, 1, key, value).build().spans().get(0);
		assertThat(SpanTag.of(span, Category.of(span))).isEqualTo(tag);
	}

}
