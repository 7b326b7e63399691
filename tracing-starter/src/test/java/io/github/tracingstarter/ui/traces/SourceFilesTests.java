package io.github.tracingstarter.ui.traces;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class SourceFilesTests {

	@TempDir
	Path folder;

	private final List<URL> classPath = new ArrayList<>();

	@Test
	void eachClassFolderHasItsOwnSources() throws IOException {
		module("orders/target/classes", "com/acme/Orders.class", "orders/src/main/java/com/acme/Orders.java");
		module("stock/build/classes/java/main", "com/acme/Stock.class", "stock/src/main/java/com/acme/Stock.java");
		module("prices/build/classes/kotlin/main", "com/acme/PricesKt.class",
				"prices/src/main/kotlin/com/acme/Prices.kt");
		module("eclipse/bin/main", "com/acme/Old.class", "eclipse/src/main/java/com/acme/Old.java");
		module("idea/out/production/classes", "com/acme/Idea.class", "idea/src/main/java/com/acme/Idea.java");
		module("tests/target/test-classes", "com/acme/Tests.class", "tests/src/test/java/com/acme/Tests.java");
		module("root/target/classes", "Main.class", "root/src/main/java/Main.java");
		assertThat(found("com.acme.Orders", "Orders.java")).isEqualTo("orders/src/main/java/com/acme/Orders.java");
		assertThat(found("com.acme.Stock", "Stock.java")).isEqualTo("stock/src/main/java/com/acme/Stock.java");
		assertThat(found("com.acme.PricesKt", "Prices.kt")).isEqualTo("prices/src/main/kotlin/com/acme/Prices.kt");
		assertThat(found("com.acme.Old", "Old.java")).isEqualTo("eclipse/src/main/java/com/acme/Old.java");
		assertThat(found("com.acme.Idea", "Idea.java")).isEqualTo("idea/src/main/java/com/acme/Idea.java");
		assertThat(found("com.acme.Tests", "Tests.java")).isEqualTo("tests/src/test/java/com/acme/Tests.java");
		assertThat(found("Main", "Main.java")).isEqualTo("root/src/main/java/Main.java");
		assertThat(found("com.acme.Orders", "some/where/Orders.java"))
			.isEqualTo("orders/src/main/java/com/acme/Orders.java");
	}

	@Test
	void kotlinMayLeaveOutTheFoldersOfTheCommonPackage() throws IOException {
		module("app/build/classes/kotlin/main", "com/acme/shop/Cart.class", "app/src/main/kotlin/shop/Cart.kt",
				"package com.acme.shop");
		module("app/build/classes/kotlin/main", "com/acme/Main.class", "app/src/main/kotlin/Main.kt",
				"package com.elsewhere");
		assertThat(found("com.acme.shop.Cart", "Cart.kt")).isEqualTo("app/src/main/kotlin/shop/Cart.kt");
		assertThat(found("com.acme.Main", "Main.kt")).isNull();
	}

	@Test
	void nothingIsToldOfWhatDoesNotRunFromTheFoldersOfABuild() throws IOException {
		module("plain/classes", "com/acme/Plain.class", "plain/src/main/java/com/acme/Plain.java");
		module("gone/target/classes", "com/acme/Gone.class", "gone/src/main/java/com/acme/Other.java");
		Path jar = this.folder.resolve("library.jar");
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
			out.putNextEntry(new JarEntry("com/acme/InJar.class"));
		}
		this.classPath.add(jar.toUri().toURL());
		write("src/main/java/com/acme/InJar.java", "");
		assertThat(found("com.acme.Plain", "Plain.java")).isNull();
		assertThat(found("com.acme.Gone", "Gone.java")).isNull();
		assertThat(found("com.acme.InJar", "InJar.java")).isNull();
		assertThat(found("com.acme.Missing", "Missing.java")).isNull();
	}

	@Test
	void namesThatSomebodySentLeadNowhereElse() throws IOException {
		module("app/target/classes", "com/acme/App.class", "app/src/main/java/com/acme/App.java");
		write("app/src/main/java/com/secret.java", "");
		write("app/src/main/java/com/acme/passwords.txt", "");
		assertThat(found("com.acme.App", "../secret.java")).isNull();
		assertThat(found("com.acme.App", "..\\secret.java")).isNull();
		assertThat(found("com.acme.App", "passwords.txt")).isNull();
		assertThat(found("com.acme/../acme.App", "App.java")).isNull();
		assertThat(found("..acme.App", "App.java")).isNull();
		assertThat(found("", "App.java")).isNull();
	}

	@Test
	void pathsAreAddedToCallSitesAndOwnFrames() throws IOException {
		module("app/target/classes", "com/acme/App.class", "app/src/main/java/com/acme/App.java");
		Map<String, Object> json = Map.of("spans", List.of(Map.of("code", place("function", "com.acme.App.run", null)),
				Map.of("exception", Map.of("frames",
						List.of(place("className", "com.acme.App", true), place("className", "com.acme.App", false))))),
				"other", 5);
		String path = this.folder.resolve("app/src/main/java/com/acme/App.java").toString().replace('\\', '/');
		try (URLClassLoader loader = loader()) {
			String before = json.toString();
			assertThat(new SourceFiles(null).addTo(json).toString()).isEqualTo(before);
			assertThat(new SourceFiles(loader).addTo(json)).extracting("spans")
				.asInstanceOf(InstanceOfAssertFactories.LIST)
				.satisfiesExactly((span) -> assertThat(span).extracting("code.path").isEqualTo(path),
						(span) -> assertThat(span).extracting("exception.frames")
							.asInstanceOf(InstanceOfAssertFactories.LIST)
							.satisfiesExactly((frame) -> assertThat(frame).extracting("path").isEqualTo(path),
									(frame) -> assertThat(((Map<?, ?>) frame).containsKey("path")).isFalse()));
		}
	}

	private static Map<String, Object> place(String key, String name, @Nullable Boolean app) {
		Map<String, Object> place = new LinkedHashMap<>(Map.of(key, name, "file", "App.java", "line", 3));
		if (app != null) {
			place.put("app", app);
		}
		return place;
	}

	private @Nullable String found(String className, String file) throws IOException {
		try (URLClassLoader loader = loader()) {
			String path = new SourceFiles(loader).find(className, file);
			return (path != null) ? this.folder.relativize(Path.of(path)).toString().replace('\\', '/') : null;
		}
	}

	private URLClassLoader loader() {
		return new URLClassLoader(this.classPath.toArray(URL[]::new), null);
	}

	private void module(String classes, String classFile, String source, String... lines) throws IOException {
		write(classes + '/' + classFile, "");
		write(source, String.join("\n", lines));
		URL url = this.folder.resolve(classes).toUri().toURL();
		if (!this.classPath.contains(url)) {
			this.classPath.add(url);
		}
	}

	private void write(String path, String text) throws IOException {
		Path file = this.folder.resolve(path);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

}
