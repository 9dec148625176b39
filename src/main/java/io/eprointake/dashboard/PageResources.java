package io.eprointake.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * What the page is made of: its own files, and the two libraries that it uses; and the contract for
 * whoever writes a program. All of it is in the jar; nothing comes from elsewhere, and nothing else
 * of the jar is served.
 */
@Configuration(proxyBeanMethods = false)
@Profile("!analyzer")
class PageResources implements WebMvcConfigurer {

    /** There are as many as there are files. */
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        serve(registry, "/page/**", "classpath:/static/page/");
        serve(registry, "/webjars/lit-html/**", "classpath:/META-INF/resources/webjars/lit-html/");
        serve(registry, "/webjars/uplot/**", "classpath:/META-INF/resources/webjars/uplot/");
        serve(registry, "/index.html", "classpath:/static/");
        serve(registry, "/openapi.yaml", "classpath:/static/");
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
    }

    /** Files of a jar that builds alike have one and the same date, so it says nothing of them. */
    private void serve(ResourceHandlerRegistry registry, String path, String location) {
        registry.addResourceHandler(path)
                .addResourceLocations(location)
                .setCacheControl(CacheControl.noCache())
                .setUseLastModified(false)
                .setEtagGenerator(this::tag);
    }

    private String tag(Resource file) {
        return tags.computeIfAbsent(file.getDescription(), name -> digest(file));
    }

    private static String digest(Resource file) {
        try (var bytes = file.getInputStream()) {
            return '"' + DigestUtils.md5DigestAsHex(bytes) + '"';
        } catch (IOException e) {
            throw new UncheckedIOException("the page's own file cannot be read", e);
        }
    }
}
