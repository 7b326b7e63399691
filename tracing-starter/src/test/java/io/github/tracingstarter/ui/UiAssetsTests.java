package io.github.tracingstarter.ui;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.Deflater;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UiAssetsTests {

	@Test
	void nothingIsReadBeforeTheFirstRequestAndAllOfItOnce() {
		AtomicInteger lookups = new AtomicInteger();
		UiAssets assets = new UiAssets(new ClassLoader(getClass().getClassLoader()) {

			@Override
			public @Nullable URL getResource(String name) {
				lookups.incrementAndGet();
				return super.getResource(name);
			}

		});
		assertThat(lookups.get()).isZero();
		assertThat(assets.find("nothing.js", null)).isNull();
		int once = lookups.get();
		assertThat(once).isPositive();
		assertThat(assets.find("lit-html.js", null)).isNotNull()
			.satisfies((response) -> assertThat(response.status()).isEqualTo(200));
		assertThat(lookups.get()).isEqualTo(once);
	}

	/**
	 * The budget that CONTRIBUTING.md names; in the jar, the files are deflated.
	 */
	@Test
	void theFilesStaySmall() throws Exception {
		URL index = getClass().getResource("/META-INF/tracing-ui/index.html");
		assertThat(index).isNotNull();
		int raw = 0;
		int deflated = 0;
		try (Stream<Path> files = Files.list(Path.of(index.toURI()).getParent())) {
			for (Path file : files.filter((path) -> !path.toString().endsWith(".LICENSE")).toList()) {
				byte[] content = Files.readAllBytes(file);
				raw += content.length;
				Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
				deflater.setInput(content);
				deflater.finish();
				deflated += deflater.deflate(new byte[content.length + 64]);
				deflater.end();
			}
		}
		assertThat(raw).isBetween(100_000, 300_000);
		assertThat(deflated).isLessThan(110_000);
	}

}
