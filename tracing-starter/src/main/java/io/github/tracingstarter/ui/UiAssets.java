package io.github.tracingstarter.ui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.StringUtils;

/**
 * The files of the page. All of them are read at the first request, so that no unknown
 * name is looked up later.
 */
class UiAssets {

	static final String LOCATION = "META-INF/tracing-ui/";

	private static final Map<String, String> TYPES = Map.of("html", "text/html;charset=UTF-8", "css",
			"text/css;charset=UTF-8", "js", "text/javascript;charset=UTF-8", "svg", "image/svg+xml", "LICENSE",
			"text/plain;charset=UTF-8");

	private final ClassLoader classLoader;

	private volatile @Nullable Map<String, Asset> assets;

	UiAssets(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	private Map<String, Asset> assets() {
		Map<String, Asset> assets = this.assets;
		if (assets == null) {
			assets = read();
			this.assets = assets;
		}
		return assets;
	}

	private Map<String, Asset> read() {
		Map<String, Asset> found = new HashMap<>();
		try {
			for (Resource resource : new PathMatchingResourcePatternResolver(this.classLoader)
				.getResources("classpath:" + LOCATION + "*")) {
				String name = resource.getFilename();
				String type = TYPES.get(String.valueOf(StringUtils.getFilenameExtension(name)));
				if (name != null && type != null) {
					byte[] content = resource.getContentAsByteArray();
					found.put(name, new Asset(type, content, tag(content)));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return found;
	}

	private static String tag(byte[] content) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
			return "\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"";
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns a file as a response.
	 * @param name the name
	 * @param known the entity tags that the client has
	 * @return the response, or null if there is no such file
	 */
	@Nullable UiResponse find(String name, @Nullable String known) {
		Asset asset = assets().get(name);
		if (asset == null) {
			return null;
		}
		Map<String, String> headers = Map.of("Cache-Control", "no-cache", "ETag", asset.tag());
		return (known != null && known.contains(asset.tag())) ? new UiResponse(304, "", new byte[0], headers)
				: new UiResponse(200, asset.type(), asset.content(), headers);
	}

	private record Asset(String type, byte[] content, String tag) {
	}

}
