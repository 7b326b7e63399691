package io.github.tracingstarter.sampling.rules;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A request that matches none of the rules, so that all of them are checked.
 */
public class RulesBenchmark extends HotPathBenchmark {

	@Param({ "0", "5", "50" })
	public int number;

	private final Rules rules = Rules.none();

	private final Attributes request = Attributes.builder()
		.put("http.request.method", "GET")
		.put("url.path", "/shop/orders/4711/items/12")
		.put("url.scheme", "https")
		.put("server.address", "shop.example")
		.put("server.port", 443)
		.put("client.address", "192.0.2.1")
		.put("network.protocol.version", "1.1")
		.put("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
		.build();

	@Setup
	public void rules() {
		this.rules.change(IntStream.range(0, this.number)
			.mapToObj(RulesBenchmark::rule)
			.collect(Collectors.joining(", ", "[", "]")));
	}

	private static String rule(int index) {
		return switch (index % 5) {
			case 0 -> "{path: /internal/%d/**, drop: true}".formatted(index);
			case 1 -> "{path: '/shop/orders/{id}/items/%d', probability: 0.1}".formatted(index + 100);
			case 2 -> "{method: POST, path: /shop/orders/*, keep: true}";
			case 3 -> "{attributes: {user_agent.original: '*Bot-%d*'}, drop: true}".formatted(index);
			default -> "{path: /weather/%d, rate: 5/s}".formatted(index);
		};
	}

	@Benchmark
	public Object request() {
		return this.rules.decide(Context.root(), "4bf92f3577b34da6a3ce929d0e0e4736", SpanKind.SERVER, "GET",
				this.request);
	}

}
